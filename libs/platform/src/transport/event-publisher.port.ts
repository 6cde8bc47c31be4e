import type { TopicDefinition, TopicEvent } from '@muster/contracts';

/** Publishes events; resolves when the broker has acknowledged all of them. Also the injection token. */
export abstract class EventPublisher {
  /** @throws DependencyDownError when the broker does not answer. */
  abstract publish<Topic extends TopicDefinition>(
    topic: Topic,
    events: readonly TopicEvent<Topic>[],
  ): Promise<void>;
}
