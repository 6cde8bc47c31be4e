import type { CloudEvent } from '@muster/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { Deletions } from '../metrics/deletions';
import { deleteInBatches } from '../postgres/delete-in-batches';
import { postgresFailure } from '../postgres/postgres.errors';
import { Inbox } from './inbox.port';

/**
 * A handled event is remembered this long, in days: longer than brokers keep messages of topics with cleanup `delete` (7 days
 * by default), so that a redelivered event finds it. Compacted topics keep their newest for ever, which is a state that may be
 * applied again.
 */
const RETENTION_DAYS = 30;
const CLEAN_UP_EVERY_MS = 60 * 60_000;

export class PostgresInbox extends Inbox {
  private cleanUps: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly deletions?: Deletions,
  ) {
    super();
  }

  override async once(event: CloudEvent, work: (manager: EntityManager) => Promise<void>): Promise<boolean> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        // A concurrent delivery of the same event waits here until this transaction has ended.
        const inserted: unknown[] = await manager.query(
          'INSERT INTO inbox (event_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING event_id',
          [event.id],
        );
        if (inserted.length === 0) return false;
        await work(manager);
        return true;
      });
    } catch (error) {
      throw postgresFailure(error);
    }
  }

  override async always(work: (manager: EntityManager) => Promise<void>): Promise<void> {
    try {
      await this.dataSource.transaction(work);
    } catch (error) {
      throw postgresFailure(error);
    }
  }

  /** Forgets old events now and every hour; `onFailure` hears of a clean-up that failed, the next one tries again. */
  start(onFailure: (error: unknown) => void): void {
    const cleanUp = () => {
      this.forgetOld().catch(onFailure);
    };
    cleanUp();
    this.cleanUps = setInterval(cleanUp, CLEAN_UP_EVERY_MS);
  }

  /** @returns how many events were forgotten. */
  async forgetOld(): Promise<number> {
    const forgotten = await deleteInBatches(this.dataSource, {
      table: 'inbox',
      where: 'handled_at < now() - make_interval(days => $1)',
      parameters: [RETENTION_DAYS],
    });
    this.deletions?.count('inbox', forgotten);
    return forgotten;
  }

  stop(): void {
    clearInterval(this.cleanUps);
  }
}
