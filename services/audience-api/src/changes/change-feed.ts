import { EventEmitter } from 'node:events';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Notification, PoolClient } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';

const CHANNEL = 'audience_api_changes';

/** A notification can be missed while the connection is being renewed; waiters look again this often, in milliseconds. */
const LOOK_AGAIN_MS = 1000;
const RECONNECT_MS = 1000;

/**
 * Tells every replica of the service which jobs (runs, imports, exports) have changed, by LISTEN and NOTIFY: whoever waits for a
 * job learns of its end at once, whichever replica handled it, and no database is polled in between.
 */
@Injectable()
export class ChangeFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(ChangeFeed.name);
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private listener: QueryRunner | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(private readonly database: DataSource) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.listen();
  }

  /** Everybody who waits gets an answer now: a stop does not wait for long polls. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.renewal);
    this.changes.emit('stop');
    await this.listener?.release();
  }

  /** Announces a change of a job when the transaction of `manager` commits. */
  async announce(manager: EntityManager, id: string): Promise<void> {
    await manager.query('SELECT pg_notify($1, $2)', [CHANNEL, id]);
  }

  /**
   * Looks at a job until it is done or the time is over, and resolves to what was seen last.
   * @param look reads the job; its errors are the caller's.
   * @param waitMs how long to wait; 0 looks once.
   */
  async waitFor<Job>(
    id: string,
    look: () => Promise<Job>,
    isDone: (job: Job) => boolean,
    waitMs: number,
  ): Promise<Job> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      // Listens before it looks, so that a change in between is not missed.
      const change = this.nextChange(id, Math.min(LOOK_AGAIN_MS, deadline - Date.now()));
      try {
        const job = await look();
        if (isDone(job) || this.stopping || Date.now() >= deadline) return job;
        await change.happened;
      } finally {
        change.forget();
      }
    }
  }

  private nextChange(id: string, timeoutMs: number): { happened: Promise<void>; forget: () => void } {
    let forget = (): void => undefined;
    const happened = new Promise<void>((resolve) => {
      const done = (): void => {
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, timeoutMs));
      this.changes.once(changeOf(id), done).once('stop', done);
      forget = () => {
        clearTimeout(timer);
        this.changes.off(changeOf(id), done).off('stop', done);
      };
    });
    return { happened, forget };
  }

  private async listen(): Promise<void> {
    const runner = this.database.createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    client.on('notification', ({ payload }: Notification) => {
      if (payload !== undefined) this.changes.emit(changeOf(payload));
    });
    client.once('error', (error: Error) => {
      this.log.warn(`lost the connection that listens for changes: ${error.message}`);
      this.renew();
    });
    await client.query(`LISTEN ${CHANNEL}`);
    this.listener = runner;
  }

  private renew(): void {
    if (this.stopping) return;
    this.listener = undefined;
    this.renewal = setTimeout(() => {
      this.listen().catch((error: unknown) => {
        this.log.warn(`cannot listen for changes yet: ${String(error)}`);
        this.renew();
      });
    }, RECONNECT_MS);
  }
}

/** Prefixed, so that no payload can be an emitter's own event such as `error`. */
function changeOf(id: string): string {
  return `changed ${id}`;
}
