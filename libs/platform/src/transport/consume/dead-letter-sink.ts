import type { TopicDefinition } from '@muster/contracts';
import type { Delivery } from '../codec/raw-message';

/** Why a message is given up. */
export interface Verdict {
  readonly code: string;
  readonly attempts: number;
  readonly failedAt: Date;
  /** The consumer group. */
  readonly consumer: string;
}

/** Keeps messages that can never be handled. */
export interface DeadLetterSink {
  /** Resolves when the message is safe; only then may its consumer go on. */
  bury(topic: TopicDefinition, delivery: Delivery, verdict: Verdict): Promise<void>;
}
