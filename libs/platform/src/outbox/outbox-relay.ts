import type { DataSource, EntityManager } from 'typeorm';
import { WakeUp } from '../concurrency/wake-up';
import type { DependencyDownError } from '../errors/errors';
import type { Log } from '../logs/log';
import { postgresFailure } from '../postgres/postgres.errors';
import type { EventPublisher } from '../transport/event-publisher.port';
import { NotificationListener } from '../postgres/notification-listener';
import type { OutboxMetrics } from './outbox-metrics';
import { outboxChannel } from './postgres-outbox';
import { publishRows, type OutboxRow } from './publish-rows';

/** The first key of the advisory locks of relays; the second is the hash of the schema's name. */
const RELAY_LOCK = 0x72656c61;
/** At most this many events are published in one transaction, and so many bytes of them, unless one has more. */
const BATCH = 500;
const BATCH_BYTES = 16 * 1024 * 1024;
/** How long a relay sleeps when nothing is announced: covers a lost notification and a relay elsewhere that died. */
const POLL_MS = 1_000;
const BACKOFF_MIN_MS = 50;
const BACKOFF_MAX_MS = 2_000;
/** An event that the publisher refuses holds its key back; it is tried again after this long. */
const REFUSED_RETRY_MS = 10_000;
/** An event that needs the object store, which does not answer, holds its key back for so long. */
const WAITING_RETRY_MS = 2_000;

export interface OutboxRelayOptions {
  readonly dataSource: DataSource;
  readonly postgresUrl: string;
  readonly schema: string;
  readonly publisher: EventPublisher;
  readonly metrics: OutboxMetrics;
  readonly log: Log;
}

/**
 * Publishes what transactions have left in the outbox, and deletes it when the broker has acknowledged it: at least once,
 * never before the commit.
 *
 * One relay of a schema is active at a time, for the length of a batch, by an advisory lock of its transaction; the others
 * look again when the next rows are announced, and PostgreSQL frees the lock of one that dies. That keeps the order per key
 * with any number of replicas. Relays working side by side on different keys were rejected: one relay publishes thousands of
 * events a second, and the definitions, runs and jobs that pass here are far fewer.
 */
export class OutboxRelay {
  private readonly wakeUp = new WakeUp();
  private readonly listener: NotificationListener;
  /** Keys with an event that was refused or waits for the object store, and when they are tried again. */
  private readonly heldBack = new Map<string, number>();
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(private readonly options: OutboxRelayOptions) {
    this.listener = new NotificationListener(options.postgresUrl, outboxChannel(options.schema), () => {
      this.wakeUp.signal();
    });
  }

  start(): void {
    this.listener.start();
    this.running = this.run();
  }

  /** Publishes what has been committed until now, as far as the broker answers, and ends. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeUp.signal();
    await this.listener.stop();
    await this.running;
  }

  private async run(): Promise<void> {
    let backoff = BACKOFF_MIN_MS;
    for (;;) {
      const last = this.stopping;
      let pause = POLL_MS;
      try {
        const published = await this.relayBatch();
        backoff = BACKOFF_MIN_MS;
        if (published > 0) continue;
      } catch (error) {
        this.options.log.warn('the outbox cannot be relayed now; it is kept and tried again', { error });
        pause = backoff;
        backoff = Math.min(backoff * 2, BACKOFF_MAX_MS);
      }
      if (last) return;
      await this.wakeUp.wait(pause);
    }
  }

  /** @returns how many events the broker has acknowledged. */
  private async relayBatch(): Promise<number> {
    const now = Date.now();
    for (const [key, until] of this.heldBack) if (until <= now) this.heldBack.delete(key);
    try {
      const { published, down } = await this.options.dataSource.transaction((manager) =>
        this.publishNext(manager),
      );
      // What was acknowledged before the broker went away has been deleted with the transaction.
      if (down) throw down;
      return published;
    } catch (error) {
      throw postgresFailure(error);
    }
  }

  private async publishNext(
    manager: EntityManager,
  ): Promise<{ readonly published: number; readonly down: DependencyDownError | undefined }> {
    const { schema, publisher, metrics, log } = this.options;
    const [lock]: { held: boolean }[] = await manager.query(
      'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS held',
      [RELAY_LOCK, schema],
    );
    if (!lock?.held) return { published: 0, down: undefined };
    const rows: OutboxRow[] = await manager.query(
      `SELECT id, topic, key, event FROM (
         SELECT *, sum(octet_length(event)) OVER (ORDER BY id) - octet_length(event) AS bytes_before FROM (
           SELECT id, topic, key, event FROM outbox WHERE key <> ALL($1::text[])
           ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
         ) AS next
       ) AS sized WHERE bytes_before < ${BATCH_BYTES} ORDER BY id`,
      [[...this.heldBack.keys()]],
    );
    if (rows.length === 0) return { published: 0, down: undefined };
    const { published, refused, waiting, down } = await publishRows(publisher, rows);
    for (const { row, error } of refused) {
      log.error('an event in the outbox is refused by the publisher; its key is held back', {
        topic: row.topic,
        key: row.key,
        outboxId: row.id,
        error,
      });
      this.heldBack.set(row.key, Date.now() + REFUSED_RETRY_MS);
    }
    for (const { row, error } of waiting) {
      log.warn('a large event in the outbox waits for the object store, and its key with it', {
        topic: row.topic,
        key: row.key,
        outboxId: row.id,
        error,
      });
      this.heldBack.set(row.key, Date.now() + WAITING_RETRY_MS);
    }
    await manager.query('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [published.map((row) => row.id)]);
    metrics.published.inc(published.length);
    metrics.refused.inc(refused.length);
    return { published: published.length, down };
  }
}
