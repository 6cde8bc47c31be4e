import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SERVICE_CONFIG } from '@muster/platform';
import type { AudienceApiConfig } from '../config';
import { SweepRuns } from './sweep-runs.use-case';

/** A lost piece waits at most a third of a lease longer than it must. */
const SWEEPS_PER_LEASE = 3;

/** Sweeps again and again, one sweep at a time. */
@Injectable()
export class SweepSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(SweepSchedule.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly sweepRuns: SweepRuns,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  /** Not at once: a service that was down has yet to hear the signs of life of that time. */
  onApplicationBootstrap(): void {
    this.schedule(this.config.RUN_LEASE_SECONDS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  private schedule(seconds: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep().finally(() => {
        this.schedule(this.config.RUN_LEASE_SECONDS / SWEEPS_PER_LEASE);
      });
    }, seconds * 1000);
  }

  private async sweep(): Promise<void> {
    try {
      await this.sweepRuns.execute();
    } catch (error) {
      this.log.warn(`runs cannot be looked after now: ${String(error)}`);
    }
  }
}
