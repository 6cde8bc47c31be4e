import type { TopicDefinition, TopicEvent } from '@muster/contracts';

/**
 * Publishes events of which somebody has to know where they are: how many of them each partition holds. Also the injection token.
 * A broker without partitions has one, number 0.
 */
export abstract class PartitionedPublisher {
  /**
   * Resolves when the broker has acknowledged all of them.
   * @returns the partition of each event, in their order.
   * @throws DependencyDownError when the broker does not answer.
   */
  abstract publishPartitioned<Topic extends TopicDefinition>(
    topic: Topic,
    events: readonly TopicEvent<Topic>[],
  ): Promise<readonly number[]>;

  /**
   * How many partitions the topic has now: operators may have given it others than the contract says.
   * @throws DependencyDownError when the broker does not answer.
   */
  abstract partitionsOf(topic: TopicDefinition): Promise<number>;
}
