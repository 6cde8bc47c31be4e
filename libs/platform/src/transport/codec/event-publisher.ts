import type { TopicDefinition, TopicEvent } from '@muster/contracts';
import { EventPublisher } from '../event-publisher.port';
import type { PartitionedPublisher } from '../partitioned-publisher.port';
import type { TransportMetrics } from '../transport-metrics';
import type { ClaimStore } from './claim-check';
import { encodeEvent } from './event-encoder';
import type { MessageSender } from './raw-message';

/** Publishes typed events over any broker. */
export class EncodingEventPublisher extends EventPublisher implements PartitionedPublisher {
  constructor(
    private readonly sender: MessageSender,
    private readonly claims: ClaimStore,
    private readonly topicPrefix: string,
    private readonly metrics: TransportMetrics,
  ) {
    super();
  }

  async publish<Topic extends TopicDefinition>(
    topic: Topic,
    events: readonly TopicEvent<Topic>[],
  ): Promise<void> {
    await this.publishPartitioned(topic, events);
  }

  async publishPartitioned<Topic extends TopicDefinition>(
    topic: Topic,
    events: readonly TopicEvent<Topic>[],
  ): Promise<readonly number[]> {
    if (events.length === 0) return [];
    const messages = await Promise.all(events.map((event) => encodeEvent(this.claims, topic.name, event)));
    const partitions = await this.sender.send(this.topicPrefix + topic.name, messages);
    this.metrics.published(topic.name, events.length);
    return partitions;
  }

  partitionsOf(topic: TopicDefinition): Promise<number> {
    return this.sender.partitionsOf(this.topicPrefix + topic.name);
  }
}
