import { createHash } from 'node:crypto';
import { MAX_INLINE_DATA_BYTES, type TopicDefinition } from '@muster/contracts';
import { DependencyDownError } from '../../errors/errors';
import type { Delivery, RawMessage } from '../codec/raw-message';
import { parkBody, type BodyStore } from './parked-body';
import type { DeadLetterSink, LetterBody, Verdict } from './dead-letter-sink';

/** Headers of a message that cannot be kept whole: so many bytes of each, so many of them. */
const MAX_HEADER_BYTES = 1_024;
const MAX_HEADERS = 32;
const MAX_KEY_BYTES = 1_024;

/**
 * Makes every dead letter fit into its topic: brokers bound records, and a message may have come compressed. A large body is parked in
 * the object store. What is still refused, for its headers or because the store does not take the body, is kept as its first headers
 * and the digest of its body: a partition must not wait for ever for a message that nobody can handle.
 */
export class FittingDeadLetters implements DeadLetterSink {
  constructor(
    private readonly sink: DeadLetterSink,
    private readonly store: BodyStore,
  ) {}

  async bury(topic: TopicDefinition, delivery: Delivery, verdict: Verdict, body?: LetterBody): Promise<void> {
    const { message } = delivery;
    try {
      if (message.value.length <= MAX_INLINE_DATA_BYTES) {
        await this.sink.bury(topic, delivery, verdict, body);
        return;
      }
      const parked = await parkBody(this.store, topic.name, message.value);
      await this.sink.bury(
        topic,
        { ...delivery, message: { ...message, value: Buffer.alloc(0) } },
        verdict,
        parked,
      );
    } catch (error) {
      if (error instanceof DependencyDownError) throw error;
      await this.sink.bury(topic, { ...delivery, message: withoutBody(message) }, verdict, lostBody(message));
    }
  }
}

function withoutBody({ key, headers }: RawMessage): RawMessage {
  const kept = Object.entries(headers)
    .slice(0, MAX_HEADERS)
    .map(([name, text]) => [cut(name), cut(text)] as const);
  return {
    key: key?.subarray(0, MAX_KEY_BYTES),
    headers: Object.fromEntries(kept),
    value: Buffer.alloc(0),
  };
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  // A character that is cut in two becomes a replacement character.
  return bytes.length <= MAX_HEADER_BYTES ? text : bytes.subarray(0, MAX_HEADER_BYTES).toString();
}

function lostBody({ value }: RawMessage): LetterBody {
  return { kind: 'lost', bytes: value.length, sha256: createHash('sha256').update(value).digest('hex') };
}
