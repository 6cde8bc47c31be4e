import type { RawMessage } from '../codec/raw-message';
import { MAX_BATCH_EVENTS } from '../consume/subscription';
import type { JobPayload } from './message-payload';

/**
 * Ordered queues of one topic in one group: keys that share a queue wait for each other. Taking a job locks the row of every
 * idle queue of the group for a moment, so more queues make every hop slower.
 */
const BUCKETS = 16;

/** Most bytes of values in one job. */
const MAX_JOB_BYTES = 4 * 1024 * 1024;

/** The queue of a key: FNV-1a, 32 bits. It must never change while jobs wait, or keys would lose their order. */
export function bucketOf(key: Buffer | undefined): number {
  let hash = 0x811c9dc5;
  for (const byte of key ?? []) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % BUCKETS;
}

/** Divides messages into jobs: order is kept within a queue, and no job is too large to be one batch of a handler. */
export function toJobs(messages: readonly RawMessage[]): JobPayload[] {
  const open = new Map<number, { bytes: number; messages: RawMessage[] }>();
  const jobs: JobPayload[] = [];
  for (const message of messages) {
    const bucket = bucketOf(message.key);
    const job = open.get(bucket);
    const fits =
      job && job.messages.length < MAX_BATCH_EVENTS && job.bytes + message.value.length <= MAX_JOB_BYTES;
    if (fits) {
      job.messages.push(message);
      job.bytes += message.value.length;
    } else {
      const fresh = { bytes: message.value.length, messages: [message] };
      open.set(bucket, fresh);
      jobs.push({ bucket, messages: fresh.messages });
    }
  }
  return jobs;
}
