import type { TopicDefinition, TopicEvent } from '@muster/contracts';
import type { EntityManager } from 'typeorm';

/** Events that leave exactly when the transaction that tells of them has committed. */
export abstract class Outbox {
  /** Adds events to the transaction of `manager`; the relay publishes them after the commit, in order per key. */
  abstract add<Topic extends TopicDefinition>(
    manager: EntityManager,
    topic: Topic,
    events: readonly TopicEvent<Topic>[],
  ): Promise<void>;
}
