import type { CloudEvent, TopicDefinition } from '@muster/contracts';
import type { GivenUp } from '../given-up';
import type { RejectedEvent } from '../on-event.decorators';

/** A topic that a service consumes, and what it does with the events. */
export type Subscription = EventSubscription | BatchSubscription;

interface TopicSubscription {
  readonly topic: TopicDefinition;
  /** Tells of an event that is about to become a dead letter; see `@OnGivenUp`. */
  givenUp?(given: GivenUp): Promise<void>;
}

export interface EventSubscription extends TopicSubscription {
  readonly batch: false;
  handle(event: CloudEvent): Promise<void>;
}

export interface BatchSubscription extends TopicSubscription {
  readonly batch: true;
  /** Events of a batch at most; `MAX_BATCH_EVENTS` unless told. */
  readonly most?: number | undefined;
  /** Resolves to the events that can never be handled; the others are done. */
  handle(events: readonly CloudEvent[]): Promise<readonly RejectedEvent<CloudEvent>[]>;
}

/** Largest number of events that a batch handler gets at once, unless it takes more. */
export const MAX_BATCH_EVENTS = 500;
