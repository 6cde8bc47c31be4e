import type { TopicDefinition, TopicEvent } from '@muster/contracts';
import { EventPublisher } from '../event-publisher.port';
import type { TransportMetrics } from '../transport-metrics';
import type { ClaimStore } from './claim-check';
import { encodeEvent } from './event-encoder';
import type { MessageSender } from './raw-message';

/** Publishes typed events over any broker. */
export class EncodingEventPublisher extends EventPublisher {
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
    if (events.length === 0) return;
    const messages = await Promise.all(events.map((event) => encodeEvent(this.claims, topic.name, event)));
    await this.sender.send(this.topicPrefix + topic.name, messages);
    this.metrics.published(topic.name, events.length);
  }
}
