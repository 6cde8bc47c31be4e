import type { Diagnostic, TopicDefinition } from '@muster/contracts';
import type { LetterBody } from './dead-letter-sink';

/** A message that could not be handled, with its original bytes. */
export interface DeadLetter {
  /** Names the letter for `replay`; unique within its topic. */
  readonly id: string;
  readonly key: Buffer | undefined;
  /** Headers of the original message, without the `x-` ones of the dead letter. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when the body is not in the letter. */
  readonly value: Buffer;
  /** Where the body is, when it is not in the letter. */
  readonly body: LetterBody | undefined;
  /** Name on the broker, with the configured prefix. */
  readonly originalTopic: string;
  readonly originalPartition: number;
  readonly originalOffset: string;
  /** Stable code of the error, e.g. `event.malformed-json` or `handler.failed`. */
  readonly errorCode: string;
  /** A sentence that says what was wrong. */
  readonly errorMessage: string;
  /** Problems of the data, each with its JSON pointer. */
  readonly errors: readonly Diagnostic[];
  readonly attempts: number;
  readonly failedAt: Date;
  /** The consumer group that could not handle it. */
  readonly consumer: string;
}

/** What could not be handled, for operators. Also the injection token. */
export abstract class DeadLetters {
  /** The newest dead letters of a topic, oldest first. */
  abstract list(topic: TopicDefinition, limit: number): Promise<readonly DeadLetter[]>;

  /**
   * Publishes dead letters again as they came, for all consumers of the topic: those that have handled them already
   * recognise them. The letters stay listed on Kafka, where a topic only grows; Postgres forgets the ones that it replayed.
   * Resolves to how many were found and published: without those whose body is lost, or that the broker refuses.
   */
  abstract replay(topic: TopicDefinition, ids: readonly string[]): Promise<number>;
}
