import type { JobHelpers } from 'graphile-worker';
import type { Fate, MessageProcessor } from '../consume/message-processor';
import { formatPayload, parsePayload, type JobPayload } from './message-payload';

/** Messages that are put back are tried again after this time. */
const TRY_AGAIN_AFTER = '200 milliseconds';

/** Ends a job that has been given back already. graphile-worker's own handling then finds nothing to do. */
class JobGivenBack extends Error {}

/**
 * Runs the jobs of one topic. Retries happen here and not by failing the job: graphile-worker would run a failed job later
 * than the ones behind it, and the keys of its queue would lose their order.
 */
export class JobRunner {
  private running = 0;

  constructor(
    private readonly schema: string,
    private readonly topic: string,
    private readonly processor: MessageProcessor,
    private readonly concurrency: number,
    private readonly stopping: AbortSignal,
  ) {}

  /** Whether this topic has all the workers that it may have; the others are left to other topics. */
  isBusy(): boolean {
    return this.running >= this.concurrency;
  }

  async run(payload: unknown, helpers: JobHelpers): Promise<void> {
    this.running++;
    try {
      const { bucket, messages, putBackAt } = parsePayload(payload);
      const deliveries = messages.map((message, index) => ({
        topic: this.topic,
        partition: bucket,
        offset: `${helpers.job.id}/${index}`,
        message,
        ...(putBackAt !== undefined && { putBackAt }),
      }));
      const fates = await this.processor.process(deliveries, this.stopping, messages.length);
      const having = (fate: Fate) => messages.filter((_message, index) => fates[index] === fate);
      const [again, abandoned] = [having('put-back'), having('abandoned')];
      if (again.length > 0) {
        await this.putBack({ bucket, messages: again, putBackAt: putBackAt ?? Date.now() }, helpers);
      }
      if (abandoned.length === 0) return;
      await this.giveBack(
        formatPayload({ bucket, messages: abandoned, ...(putBackAt !== undefined && { putBackAt }) }),
        helpers,
      );
    } finally {
      this.running--;
    }
    throw new JobGivenBack('the service stops; the job goes on with the next one');
  }

  /**
   * Makes a job of messages that are tried again a little later. Jobs that wait in the queue already go before it: they may be of
   * the same key, which is the price for not holding up all keys of the queue.
   */
  private async putBack(payload: JobPayload, helpers: JobHelpers): Promise<void> {
    await helpers.query(
      `select from "${this.schema}".add_job($1, $2::json, $3, now() + interval '${TRY_AGAIN_AFTER}', 32767, null, null, array[$1::text])`,
      [this.topic, formatPayload(payload), `${this.topic}/${payload.bucket}`],
    );
  }

  /** Unlocks the job in its old place of the queue, without the messages that are done. */
  private async giveBack(payload: string, helpers: JobHelpers): Promise<void> {
    const { job } = helpers;
    await helpers.query(
      `with given_back as (
         update "${this.schema}"._private_jobs
         set payload = $3::json, attempts = 0, locked_by = null, locked_at = null
         where id = $1 and locked_by = $2
         returning job_queue_id
       )
       update "${this.schema}"._private_job_queues queue
       set locked_by = null, locked_at = null
       from given_back
       where queue.id = given_back.job_queue_id and queue.locked_by = $2`,
      [job.id, job.locked_by, payload],
    );
  }
}
