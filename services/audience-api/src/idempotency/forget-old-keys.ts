import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { deleteInBatches, Deletions } from '@muster/platform';
import { DataSource } from 'typeorm';

/** A key stands for its request this long, in days: far longer than anybody retries. */
const RETENTION_DAYS = 7;
const CLEAN_UP_EVERY_MS = 60 * 60_000;

/** Forgets old idempotency keys, now and every hour; any number of replicas may do so at once. */
@Injectable()
export class ForgetOldKeys implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(ForgetOldKeys.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly deletions: Deletions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.forget();
    this.timer = setInterval(() => {
      // The next hour tries again.
      this.forget().catch((error: unknown) => {
        this.log.warn(`old idempotency keys stay for now: ${String(error)}`);
      });
    }, CLEAN_UP_EVERY_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async forget(): Promise<void> {
    const forgotten = await deleteInBatches(this.database, {
      table: 'audience_api.idempotency_keys',
      where: 'created_at < now() - make_interval(days => $1)',
      parameters: [RETENTION_DAYS],
    });
    this.deletions.count('idempotency-keys', forgotten);
  }
}
