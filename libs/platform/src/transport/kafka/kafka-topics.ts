import type { TopicDefinition } from '@muster/contracts';
import { KafkaJSAggregateError, KafkaJSProtocolError, type ITopicConfig, type Kafka } from 'kafkajs';
import { translateKafkaError } from './kafka-errors';

export interface TopicOptions {
  readonly topicPrefix: string;
  /** Copies of every partition; -1 is the broker's default. */
  readonly replicationFactor: number;
}

/** Dead letters are few and are read as one list. */
const DEAD_LETTER_PARTITIONS = 1;

/**
 * Creates the topics that are missing, with their dead-letter topics. Existing ones stay as they are: operators may have
 * given them other settings. Any number of services may do this at the same time.
 * @throws DependencyDownError when the broker does not answer.
 */
export async function ensureTopics(
  kafka: Kafka,
  topics: readonly TopicDefinition[],
  options: TopicOptions,
): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const existing = new Set(await admin.listTopics());
    const missing = topics
      .flatMap((topic) => topicConfigs(topic, options))
      .filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: true });
  } catch (error) {
    if (!isOnlyAlreadyThere(error)) throw translateKafkaError(error);
  } finally {
    await admin.disconnect();
  }
}

function topicConfigs(topic: TopicDefinition, options: TopicOptions): ITopicConfig[] {
  const { topicPrefix, replicationFactor } = options;
  return [
    {
      topic: topicPrefix + topic.name,
      numPartitions: topic.partitions,
      replicationFactor,
      configEntries: [{ name: 'cleanup.policy', value: topic.cleanup }],
    },
    {
      topic: topicPrefix + topic.deadLetter,
      numPartitions: DEAD_LETTER_PARTITIONS,
      replicationFactor,
      configEntries: [{ name: 'cleanup.policy', value: 'delete' }],
    },
  ];
}

/** The broker creates each topic of a request on its own: those that another service has just created are the only failures. */
function isOnlyAlreadyThere(error: unknown): boolean {
  const errors: unknown[] = error instanceof KafkaJSAggregateError ? error.errors : [error];
  return errors.every((one) => one instanceof KafkaJSProtocolError && one.type === 'TOPIC_ALREADY_EXISTS');
}
