import type { Diagnostic, TopicDefinition } from '@muster/contracts';
import type { Delivery } from '../codec/raw-message';

/** Why a message is given up. */
export interface Verdict {
  readonly code: string;
  /** A sentence for whoever reads the dead letter. */
  readonly message: string;
  /** Problems of the data, each with its JSON pointer. */
  readonly errors: readonly Diagnostic[];
  readonly attempts: number;
  readonly failedAt: Date;
  /** The consumer group. */
  readonly consumer: string;
}

/** Where the body of a dead letter is, when it is not in the letter: in the object store, or nowhere. */
export type LetterBody =
  | { readonly kind: 'parked'; readonly key: string; readonly bytes: number; readonly sha256: string }
  | { readonly kind: 'lost'; readonly bytes: number; readonly sha256: string };

/** Keeps messages that can never be handled. */
export interface DeadLetterSink {
  /**
   * Resolves when the message is safe; only then may its consumer go on.
   * @param body where the body of the message is, when its value is not it.
   */
  bury(topic: TopicDefinition, delivery: Delivery, verdict: Verdict, body?: LetterBody): Promise<void>;
}
