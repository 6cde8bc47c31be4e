import type { JobHelpers } from 'graphile-worker';
import type { Gate } from '../../concurrency/gate';
import type { Delivery, RawMessage } from '../codec/raw-message';
import type { Fate, MessageProcessor } from '../consume/message-processor';
import { formatPayload, parsePayload, type JobPayload } from './message-payload';

/** Messages that are put back are tried again after this time. */
const TRY_AGAIN_AFTER = '200 milliseconds';

/** Ends a job that has been given back already. graphile-worker's own handling then finds nothing to do. */
class JobGivenBack extends Error {}

export interface JobRunnerOptions {
  readonly schema: string;
  readonly topic: string;
  readonly processor: MessageProcessor;
  readonly concurrency: number;
  readonly stopping: AbortSignal;
  /** A message that this many workers have begun and not outlived becomes a dead letter. */
  readonly maxDeaths: number;
  /** Messages that may kill the process run one at a time in it, so that none takes the blame for another. */
  readonly suspects: Gate;
}

/**
 * Runs the jobs of one topic. Retries happen here and not by failing the job: graphile-worker would run a failed job later
 * than the ones behind it, and the keys of its queue would lose their order.
 */
export class JobRunner {
  private running = 0;

  constructor(private readonly options: JobRunnerOptions) {}

  /** Whether this topic has all the workers that it may have; the others are left to other topics. */
  isBusy(): boolean {
    return this.running >= this.options.concurrency;
  }

  async run(payload: unknown, helpers: JobHelpers): Promise<void> {
    this.running++;
    try {
      const job = parsePayload(payload);
      // Taking a job counts as an attempt, before it begins. Giving it back starts the count anew, dying does not.
      const rest =
        helpers.job.attempts > 1 ? await this.runCarefully(job, helpers) : await this.runAll(job, helpers);
      if (rest.length === 0) return;
      const { bucket, putBackAt } = job;
      const payloadOfRest = { bucket, messages: rest, ...(putBackAt !== undefined && { putBackAt }) };
      await this.giveBack(formatPayload(payloadOfRest), helpers);
    } finally {
      this.running--;
    }
    throw new JobGivenBack('the service stops; the job goes on with the next one');
  }

  /** @returns the messages that were abandoned. */
  private async runAll(job: JobPayload, helpers: JobHelpers): Promise<readonly RawMessage[]> {
    const { messages } = job;
    const deliveries = messages.map((_message, index) => this.delivery(job, index, helpers));
    const fates = await this.options.processor.process(deliveries, this.options.stopping, messages.length);
    const having = (fate: Fate) => messages.filter((_message, index) => fates[index] === fate);
    await this.putBack(job, having('put-back'), helpers);
    return having('abandoned');
  }

  /**
   * Runs a job whose last worker died: message by message, each start noted in the job before. A message that was in hand at too many
   * deaths becomes a dead letter.
   * @returns the messages that were abandoned.
   */
  private async runCarefully(job: JobPayload, helpers: JobHelpers): Promise<readonly RawMessage[]> {
    const { processor, stopping, suspects, maxDeaths } = this.options;
    for (const [index, message] of job.messages.entries()) {
      const deaths = index === 0 ? (job.deaths ?? 0) : 0;
      const rest = job.messages.slice(index);
      const delivery = this.delivery(job, index, helpers);
      const work = async (): Promise<Fate | undefined> => {
        if (stopping.aborted) return 'abandoned';
        await this.note({ ...job, messages: rest, deaths: deaths + 1 }, helpers);
        // Reading it may be what kills: if it does, the next worker buries it unread.
        if (deaths >= maxDeaths) return processor.giveUp(delivery, stopping, deaths === maxDeaths);
        return (await processor.process([delivery], stopping, 1))[0];
      };
      const fate = deaths > 0 ? await suspects.run(work) : await work();
      if (fate === 'abandoned') return rest;
      if (fate === 'put-back') await this.putBack(job, [message], helpers);
    }
    return [];
  }

  private delivery(
    { bucket, messages, putBackAt }: JobPayload,
    index: number,
    helpers: JobHelpers,
  ): Delivery {
    const message = messages[index];
    if (!message) throw new Error(`the job has no message ${index}`);
    return {
      topic: this.options.topic,
      partition: bucket,
      offset: `${helpers.job.id}/${index}`,
      message,
      ...(putBackAt !== undefined && { putBackAt }),
    };
  }

  private async note(payload: JobPayload, helpers: JobHelpers): Promise<void> {
    const { job } = helpers;
    await helpers.query(
      `update "${this.options.schema}"._private_jobs set payload = $3::json where id = $1 and locked_by = $2`,
      [job.id, job.locked_by, formatPayload(payload)],
    );
  }

  /**
   * Makes a job of messages that are tried again a little later. Jobs that wait in the queue already go before it: they may be of
   * the same key, which is the price for not holding up all keys of the queue.
   */
  private async putBack(
    { bucket, putBackAt = Date.now() }: JobPayload,
    messages: readonly RawMessage[],
    helpers: JobHelpers,
  ): Promise<void> {
    if (messages.length === 0) return;
    const { schema, topic } = this.options;
    await helpers.query(
      `select from "${schema}".add_job(
         $1, $2::json, $3, now() + interval '${TRY_AGAIN_AFTER}', 32767, null, null, array[$1::text]
       )`,
      [topic, formatPayload({ bucket, messages, putBackAt }), `${topic}/${bucket}`],
    );
  }

  /** Unlocks the job in its old place of the queue, without the messages that are done. */
  private async giveBack(payload: string, helpers: JobHelpers): Promise<void> {
    const { job } = helpers;
    await helpers.query(
      `with given_back as (
         update "${this.options.schema}"._private_jobs
         set payload = $3::json, attempts = 0, locked_by = null, locked_at = null
         where id = $1 and locked_by = $2
         returning job_queue_id
       )
       update "${this.options.schema}"._private_job_queues queue
       set locked_by = null, locked_at = null
       from given_back
       where queue.id = given_back.job_queue_id and queue.locked_by = $2`,
      [job.id, job.locked_by, payload],
    );
  }
}
