import { Client } from 'pg';
import type { Log } from '../../logs/log';

/** Younger locks may belong to a worker that has not shown yet that it lives. */
const GRACE = '1 second';
const SWEEP_INTERVAL_MS = 2_000;
/** Soon, since others take a worker without its lock for dead. */
const RECONNECT_MS = 100;

/** Postgres drops the session, and with it the locks, of a machine that is silent for about 10 s. */
const KEEPALIVE =
  'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3';

/** To the workers of one group, as `events.publish` does. */
const ANNOUNCE = `select pg_notify('jobs:insert', json_build_object('schema', $1::text, 'count', $2::int)::text)`;

/**
 * Finds workers that died with a job in hand. graphile-worker gives such a job to somebody else after four hours; here every
 * worker holds an advisory lock of a session, which ends with its process, and whoever finds the lock free unlocks the job.
 */
export class WorkerLiveness {
  private readonly workers = new Set<string>();
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private closed = false;

  /** @param unlock makes the jobs of dead workers available again. */
  constructor(
    private readonly url: string,
    private readonly schema: string,
    private readonly unlock: (workerIds: string[]) => Promise<void>,
    private readonly log: Log,
  ) {}

  /** Connects and sweeps once, so that a service that was killed finds its own jobs at its next start. */
  async start(): Promise<void> {
    await this.connect();
    await this.sweep();
    this.schedule(SWEEP_INTERVAL_MS);
  }

  /** Shows that a worker lives, until `release`. */
  hold(workerId: string): void {
    this.workers.add(workerId);
    this.inTurn(() => this.lock(workerId));
  }

  release(workerId: string): void {
    this.workers.delete(workerId);
    this.inTurn(async () => {
      await this.client?.query('select pg_advisory_unlock(hashtextextended($1, 0))', [workerId]);
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.turn;
    await this.client?.end();
  }

  private async connect(): Promise<void> {
    const client = new Client({ connectionString: this.url, application_name: 'muster-events-liveness' });
    client.on('error', (error) => {
      this.log.warn('The connection that shows that workers live was lost', { error });
      if (this.client !== client) return;
      this.client = undefined;
      clearTimeout(this.timer);
      this.schedule(RECONNECT_MS);
    });
    await client.connect();
    await client.query(KEEPALIVE);
    this.client = client;
    for (const workerId of this.workers) await this.lock(workerId);
  }

  private async lock(workerId: string): Promise<void> {
    await this.client?.query('select pg_advisory_lock(hashtextextended($1, 0))', [workerId]);
  }

  private schedule(delayMs: number): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      this.inTurn(async () => {
        try {
          if (this.client) await this.sweep();
          else await this.connect();
        } finally {
          this.schedule(this.client ? SWEEP_INTERVAL_MS : RECONNECT_MS);
        }
      });
    }, delayMs);
  }

  /** One after the other: a session has one answer to "who holds this lock". */
  private inTurn(work: () => Promise<void>): void {
    this.turn = this.turn.then(work).catch((error: unknown) => {
      this.log.warn('Dead workers could not be looked for', { error });
    });
  }

  private async sweep(): Promise<void> {
    const client = this.client;
    if (!client) return;
    const { rows } = await client.query<{ worker: string }>(
      `select worker from (
         select locked_by as worker, locked_at from "${this.schema}"._private_jobs
         union all select locked_by, locked_at from "${this.schema}"._private_job_queues
       ) locks
       where locked_at < now() - interval '${GRACE}' and worker <> all($1::text[])
       group by worker
       having pg_try_advisory_lock(hashtextextended(worker, 0))`,
      [[...this.workers]],
    );
    if (rows.length === 0) return;
    const dead = rows.map(({ worker }) => worker);
    try {
      this.log.warn('Jobs of workers that died are given to others', { workers: dead.length });
      await this.unlock(dead);
      await client.query(ANNOUNCE, [this.schema, dead.length]);
    } finally {
      for (const worker of dead) {
        await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [worker]);
      }
    }
  }
}
