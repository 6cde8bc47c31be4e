import type { TopicDefinition } from '@muster/contracts';
import type { Kafka } from 'kafkajs';
import type { KafkaConnection, TopicSettings } from '../../config/kafka-config';
import { EncodingEventPublisher } from '../codec/event-publisher';
import { MessageProcessor } from '../consume/message-processor';
import type { Subscription } from '../consume/subscription';
import { FittingDeadLetters } from '../dead-letters/fitting-dead-letters';
import { EventStrategy } from '../event-strategy';
import { checkKnownSubscriptions } from '../known-subscriptions';
import type { Transport, TransportServices } from '../transport';
import { kafkaClient } from './kafka-client';
import { KafkaConsumer } from './kafka-consumer';
import { KafkaDeadLetters } from './kafka-dead-letters';
import { translateKafkaError } from './kafka-errors';
import { KafkaSender } from './kafka-sender';
import { ensureTopics } from './kafka-topics';

export interface KafkaSettings {
  readonly connection: KafkaConnection;
  readonly topics?: TopicSettings;
  readonly topicPrefix: string;
  readonly sessionTimeoutMs: number;
}

/** Events over Apache Kafka. */
export class KafkaTransport implements Transport {
  readonly publisher: EncodingEventPublisher;
  readonly deadLetters: KafkaDeadLetters;
  private readonly kafka: Kafka;
  private readonly sender: KafkaSender;

  constructor(
    private readonly settings: KafkaSettings,
    private readonly services: TransportServices,
  ) {
    this.kafka = kafkaClient(services.clientId, settings.connection, services.log);
    this.sender = new KafkaSender(this.kafka);
    this.publisher = new EncodingEventPublisher(
      this.sender,
      services.claims,
      settings.topicPrefix,
      services.metrics,
    );
    const { claims, log } = services;
    this.deadLetters = new KafkaDeadLetters(this.kafka, this.sender, settings.topicPrefix, claims, log);
  }

  start(topics: readonly TopicDefinition[]): Promise<void> {
    const { topicPrefix, topics: settings = {} } = this.settings;
    return ensureTopics(this.kafka, topics, { topicPrefix, ...settings }, this.services.log);
  }

  /** A topic keeps its messages for whoever comes later. */
  async ensureSubscriptions(): Promise<void> {
    await Promise.resolve();
  }

  strategy(group: string): EventStrategy {
    const groupId = this.settings.topicPrefix + group;
    return new EventStrategy(async (subscriptions) => {
      checkKnownSubscriptions(
        group,
        subscriptions.map(({ topic }) => topic),
        this.services.log,
      );
      const consumer = new KafkaConsumer({
        kafka: this.kafka,
        groupId,
        sessionTimeoutMs: this.settings.sessionTimeoutMs,
        topics: subscriptions.map((subscription) => ({
          name: this.settings.topicPrefix + subscription.topic.name,
          contract: subscription.topic.name,
          processor: this.processor(groupId, subscription),
        })),
        maxDeaths: this.services.policy.deaths,
        metrics: this.services.metrics,
        log: this.services.log,
      });
      await consumer.start();
      return consumer;
    });
  }

  async checkHealth(): Promise<void> {
    const admin = this.kafka.admin({ retry: { retries: 1 } });
    try {
      await admin.connect();
      await admin.describeCluster();
    } catch (error) {
      throw translateKafkaError(error);
    } finally {
      await admin.disconnect();
    }
  }

  async close(): Promise<void> {
    await this.sender.close();
  }

  private processor(group: string, subscription: Subscription): MessageProcessor {
    return new MessageProcessor(subscription, {
      ...this.services,
      group,
      deadLetters: new FittingDeadLetters(this.deadLetters, this.services.claims),
      concurrency: this.services.concurrencyOf(subscription.topic.name),
    });
  }
}
