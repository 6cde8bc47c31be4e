import type { Pool } from 'pg';
import type { MessageSender, RawMessage } from '../codec/raw-message';
import { formatPayload } from './message-payload';
import { toJobs } from './ordered-queues';
import { translatePostgresError } from './postgres-errors';

/** Adds messages to the job queues of all groups that are subscribed to their topic. A topic has no partitions here. */
export class PostgresSender implements MessageSender {
  constructor(private readonly pool: Pool) {}

  async send(topic: string, messages: readonly RawMessage[]): Promise<readonly number[]> {
    const jobs = toJobs(messages);
    if (jobs.length === 0) return [];
    try {
      await this.pool.query({
        name: 'muster-events-publish',
        text: 'select events.publish($1, $2::int[], $3::text[])',
        values: [topic, jobs.map(({ bucket }) => bucket), jobs.map(formatPayload)],
      });
    } catch (error) {
      throw translatePostgresError(error);
    }
    return messages.map(() => 0);
  }

  partitionsOf(): Promise<number> {
    return Promise.resolve(1);
  }
}
