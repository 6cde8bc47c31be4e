import type { Delivery, RawMessage } from './codec/raw-message';
import type { Verdict } from './consume/dead-letter-sink';
import type { DeadLetter } from './dead-letters.port';

const PREFIX = 'x-';

/** The message as it came, with headers that say where it was and why it could not be handled. */
export function toDeadLetterMessage(
  { topic, partition, offset, message }: Delivery,
  verdict: Verdict,
): RawMessage {
  return {
    ...message,
    headers: {
      ...message.headers,
      'x-original-topic': topic,
      'x-original-partition': String(partition),
      'x-original-offset': offset,
      'x-error-code': verdict.code,
      'x-attempts': String(verdict.attempts),
      'x-failed-at': verdict.failedAt.toISOString(),
      'x-consumer': verdict.consumer,
    },
  };
}

/** Reads a dead letter back. Its `x-` headers are the transport's own. */
export function fromDeadLetterMessage(id: string, { key, headers, value }: RawMessage): DeadLetter {
  const header = (name: string) => headers[`${PREFIX}${name}`] ?? '';
  return {
    id,
    key,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(PREFIX))),
    value,
    originalTopic: header('original-topic'),
    originalPartition: Number(header('original-partition')),
    originalOffset: header('original-offset'),
    errorCode: header('error-code'),
    attempts: Number(header('attempts')),
    failedAt: new Date(header('failed-at')),
    consumer: header('consumer'),
  };
}
