import { EventEmitter } from 'node:events';
import {
  makeWorkerUtils,
  runTaskList,
  type Worker,
  type WorkerEvents,
  type WorkerPool,
} from 'graphile-worker';
import type { Pool } from 'pg';
import { Gate } from '../../concurrency/gate';
import type { Log } from '../../logs/log';
import type { MessageProcessor } from '../consume/message-processor';
import { MembershipGrace } from '../consume/membership-grace';
import { backoffMs, wait } from '../consume/retry-policy';
import type { Consumer } from '../event-strategy';
import { JobRunner } from './job-runner';
import { WorkerLiveness } from './worker-liveness';
import { workerLogger } from './worker-logger';

export interface ConsumedTopic {
  readonly name: string;
  readonly processor: MessageProcessor;
  /** Jobs of the topic that run at a time. */
  readonly concurrency: number;
}

export interface PostgresConsumerOptions {
  readonly pool: Pool;
  readonly url: string;
  /** Schema of the group's job queue. */
  readonly schema: string;
  readonly topics: readonly ConsumedTopic[];
  /** A message that this many processes have begun and not outlived becomes a dead letter. */
  readonly maxDeaths: number;
  readonly log: Log;
}

/** Jobs are announced by NOTIFY; polling only finds what a lost connection has missed. */
const POLL_INTERVAL_MS = 2_000;

/**
 * While a worker takes a job it locks all idle queues for a moment, and another worker that looks just then finds nothing and
 * would sleep until the next poll. Workers that find nothing after an announcement look again after these times.
 */
const LOOK_AGAIN_MS = [10, 100];

/** An announcement after which no worker looks for jobs. */
const NO_JOBS = '{"count":0}';

const RESTART = { baseMs: 500, maxMs: 10_000 };

/** The workers of one service over graphile-worker: one pool for all of its topics. */
export class PostgresConsumer implements Consumer {
  private readonly stopping = new AbortController();
  private readonly runners: ReadonlyMap<string, JobRunner>;
  private readonly liveness: WorkerLiveness;
  private workers: WorkerPool | undefined;
  private restarting: Promise<void> | undefined;
  private readonly grace = new MembershipGrace();
  private failures = 0;
  /** How often workers that find nothing have looked again. */
  private readonly looks = new Map<Worker, number>();

  constructor(private readonly options: PostgresConsumerOptions) {
    const { schema, topics, log, maxDeaths } = options;
    const suspects = new Gate(1);
    this.runners = new Map(
      topics.map(({ name, processor, concurrency }) => [
        name,
        new JobRunner({
          ...{ schema, processor, concurrency, maxDeaths, suspects },
          topic: name,
          stopping: this.stopping.signal,
        }),
      ]),
    );
    this.liveness = new WorkerLiveness(options.url, schema, (workers) => this.unlock(workers), log);
  }

  async start(): Promise<void> {
    await this.liveness.start();
    this.workers = this.runWorkers();
  }

  isRunning(): boolean {
    return this.grace.isRunning();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.restarting;
    await this.workers?.gracefulShutdown('the service stops');
    await this.liveness.close();
  }

  private runWorkers(): WorkerPool {
    const { pool, schema, topics, log } = this.options;
    const tasks = Object.fromEntries(
      [...this.runners].map(([topic, runner]) => [topic, runner.run.bind(runner)] as const),
    );
    return runTaskList(
      {
        schema,
        concurrency: topics.reduce((all, { concurrency }) => all + concurrency, 0),
        pollInterval: POLL_INTERVAL_MS,
        noHandleSignals: true,
        // Every job carries its topic as a flag.
        forbiddenFlags: () =>
          [...this.runners].flatMap(([topic, runner]) => (runner.isBusy() ? [topic] : [])),
        events: this.watchWorkers(),
        logger: workerLogger(log),
      },
      tasks,
      pool,
    );
  }

  private watchWorkers(): WorkerEvents {
    const events: WorkerEvents = new EventEmitter();
    events.on('worker:create', ({ worker }) => {
      this.liveness.hold(worker.workerId);
    });
    events.on('worker:stop', ({ worker, error }) => {
      this.liveness.release(worker.workerId);
      if (error !== undefined) this.restart();
    });
    events.on('pool:listen:success', () => {
      this.grace.joined();
      this.failures = 0;
    });
    events.on('pool:listen:release', () => {
      this.grace.lost();
    });
    events.on('pool:listen:notification', ({ message }) => {
      // A group's first start migrates its own schema, but graphile-worker announces that to the workers of all schemas,
      // which would end. Our own schema cannot change under us: services of one release have one version of the library.
      if (message.channel === 'worker:migrate') message.payload = '{}';
      else if (!this.isAnnounced(message.payload)) message.payload = NO_JOBS;
      else this.beginAnew();
    });
    const released = new WeakSet<Worker>();
    events.on('worker:release', ({ worker }) => {
      released.add(worker);
    });
    events.on('worker:getJob:empty', ({ worker }) => {
      const looks = this.looks.get(worker) ?? 0;
      this.looks.set(worker, looks + 1);
      const delay = LOOK_AGAIN_MS[looks];
      if (delay === undefined) return;
      setTimeout(() => {
        if (!released.has(worker) && worker.getActiveJob() === null) worker.nudge();
      }, delay);
    });
    return events;
  }

  /** Whether there are jobs for this group; graphile-worker's own announcements do not say for whom they are. */
  private isAnnounced(payload = ''): boolean {
    return (JSON.parse(payload || '{}') as { schema?: unknown }).schema === this.options.schema;
  }

  /** Workers that have stopped looking may do so again; the others look once more anyway. */
  private beginAnew(): void {
    for (const [worker, looks] of this.looks) {
      if (looks > LOOK_AGAIN_MS.length) this.looks.delete(worker);
    }
  }

  /** A worker that cannot write down the end of its job gives up, and graphile-worker does not replace it: all start anew. */
  private restart(): void {
    if (this.stopping.signal.aborted) return;
    this.restarting ??= this.replaceWorkers().finally(() => {
      this.restarting = undefined;
    });
  }

  private async replaceWorkers(): Promise<void> {
    const delay = backoffMs(RESTART.baseMs, RESTART.maxMs, ++this.failures);
    this.options.log.warn('Workers lost their database and start anew', { delayMs: delay });
    await this.workers?.gracefulShutdown('workers start anew');
    this.workers = undefined;
    if (await wait(delay, this.stopping.signal)) this.workers = this.runWorkers();
  }

  private async unlock(workerIds: string[]): Promise<void> {
    const { pool, schema, log } = this.options;
    const utils = await makeWorkerUtils({ pgPool: pool, schema, logger: workerLogger(log) });
    try {
      await utils.forceUnlockWorkers(workerIds);
    } finally {
      await utils.release();
    }
  }
}
