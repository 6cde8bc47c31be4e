import { EventEmitter } from 'node:events';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { NotificationListener } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';

const CHANNEL = 'audience_api_changes';

/** A notification can be missed while the connection is being renewed; waiters look again this often, in milliseconds. */
const LOOK_AGAIN_MS = 1000;

/**
 * Tells every replica of the service which jobs (runs, imports, exports) have changed, by LISTEN and NOTIFY: whoever waits for a
 * job learns of its end at once, whichever replica handled it, and no database is polled in between.
 */
@Injectable()
export class ChangeFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly listener: NotificationListener;
  private stopping = false;

  constructor(database: DataSource) {
    this.listener = new NotificationListener(urlOf(database), CHANNEL, (id) => {
      this.changes.emit(id === undefined ? 'look' : changeOf(id));
    });
  }

  /** Whether the service is being stopped: nobody is kept waiting then. */
  get isStopping(): boolean {
    return this.stopping;
  }

  onApplicationBootstrap(): void {
    this.listener.start();
  }

  /** Everybody who waits gets an answer now: a stop does not wait for long polls. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.changes.emit('look');
    await this.listener.stop();
  }

  /** Announces a change of a job when the transaction of `manager` commits. */
  async announce(manager: EntityManager, id: string): Promise<void> {
    await manager.query('SELECT pg_notify($1, $2)', [CHANNEL, id]);
  }

  /**
   * Looks at a job until it is done or the time is over, and resolves to what was seen last.
   * @param look reads the job; its errors are the caller's.
   * @param waitMs how long to wait; 0 looks once.
   * @param signal ends the wait when it is aborted.
   */
  async waitFor<Job>(
    id: string,
    look: () => Promise<Job>,
    isDone: (job: Job) => boolean,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<Job> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      // Listens before it looks, so that a change in between is not missed.
      const change = this.nextChange(id, Math.min(LOOK_AGAIN_MS, deadline - Date.now()), signal);
      try {
        const job = await look();
        if (isDone(job) || this.stopping || signal?.aborted || Date.now() >= deadline) return job;
        await change.happened;
      } finally {
        change.forget();
      }
    }
  }

  private nextChange(
    id: string,
    timeoutMs: number,
    signal?: AbortSignal,
  ): { happened: Promise<void>; forget: () => void } {
    let forget = (): void => undefined;
    const happened = new Promise<void>((resolve) => {
      const done = (): void => {
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, timeoutMs));
      this.changes.once(changeOf(id), done).once('look', done);
      signal?.addEventListener('abort', done, { once: true });
      forget = () => {
        clearTimeout(timer);
        this.changes.off(changeOf(id), done).off('look', done);
        signal?.removeEventListener('abort', done);
      };
    });
    return { happened, forget };
  }
}

/** The address at which the service's own data source reaches Postgres. */
function urlOf({ options }: DataSource): string {
  if (options.type === 'postgres' && options.url !== undefined) return options.url;
  throw new Error('the data source of this service is opened by a postgres URL');
}

/** Prefixed, so that no payload can be an emitter's own event such as `error`. */
function changeOf(id: string): string {
  return `changed ${id}`;
}
