import type { CloudEvent, TopicDefinition } from '@muster/contracts';
import type { RejectedEvent } from '../on-event.decorators';

/** A topic that a service consumes, and what it does with the events. */
export type Subscription = EventSubscription | BatchSubscription;

export interface EventSubscription {
  readonly batch: false;
  readonly topic: TopicDefinition;
  handle(event: CloudEvent): Promise<void>;
}

export interface BatchSubscription {
  readonly batch: true;
  readonly topic: TopicDefinition;
  /** Resolves to the events that can never be handled; the others are done. */
  handle(events: readonly CloudEvent[]): Promise<readonly RejectedEvent<CloudEvent>[]>;
}

/** Largest number of events that a batch handler gets at once. */
export const MAX_BATCH_EVENTS = 500;
