import type { EventDefinition, EventOf } from './define-event';

/** How Kafka cleans a topic up: `compact` keeps the newest record of a key, `delete` drops old segments. */
export type Cleanup = 'compact' | 'delete' | 'compact,delete';

/** A topic: the public contract of one stream of events. */
export interface TopicDefinition<Events extends readonly EventDefinition[] = readonly EventDefinition[]> {
  readonly name: string;
  readonly summary: string;
  readonly cleanup: Cleanup;
  /** What the message key is made of, for readers; order holds per key. */
  readonly key: string;
  readonly partitions: number;
  /** Where messages go that can never succeed, with their original bytes. */
  readonly deadLetter: string;
  readonly events: Events;
  /** Fields of the data that are equal in many events: what is too large for a message is parked once for all of them. */
  readonly commonFields?: readonly string[];
}

export function defineTopic<const Events extends readonly EventDefinition[]>(
  topic: Omit<TopicDefinition<Events>, 'deadLetter'>,
): TopicDefinition<Events> {
  return Object.freeze({ ...topic, deadLetter: `${topic.name}.dlt` });
}

/** The union of all events of a topic, discriminated by `type`. */
export type TopicEvent<Topic> = Topic extends TopicDefinition<infer Events> ? EventOf<Events[number]> : never;
