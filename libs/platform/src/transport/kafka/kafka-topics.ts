import { setTimeout as delay } from 'node:timers/promises';
import type { TopicDefinition } from '@muster/contracts';
import {
  KafkaJSAggregateError,
  KafkaJSProtocolError,
  type Admin,
  type ITopicConfig,
  type Kafka,
} from 'kafkajs';
import { DependencyDownError } from '../../errors/errors';
import { translateKafkaError } from './kafka-errors';

export interface TopicOptions {
  readonly topicPrefix: string;
  /** Copies of every partition; -1 is the broker's default. */
  readonly replicationFactor: number;
}

/** Dead letters are few and are read as one list. */
const DEAD_LETTER_PARTITIONS = 1;

const NO_LEADER = -1;
/** What brokers answer about topics that the controller has only just made. */
const NOT_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);
const LEADERS_WITHIN_MS = 30_000;
const LEADERS_POLL_MS = 50;

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
    if (missing.length === 0) return;
    await createTopics(admin, missing);
    await waitForLeaders(
      admin,
      missing.map(({ topic }) => topic),
    );
  } catch (error) {
    throw translateKafkaError(error);
  } finally {
    await admin.disconnect();
  }
}

async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  try {
    // kafkajs' own wait for leaders fails when the broker that it asks has not heard of the topics yet.
    await admin.createTopics({ topics, waitForLeaders: false });
  } catch (error) {
    if (!isOnlyAlreadyThere(error)) throw error;
  }
}

/** @throws DependencyDownError when the topics cannot be used in time. */
async function waitForLeaders(admin: Admin, topics: string[]): Promise<void> {
  const deadline = Date.now() + LEADERS_WITHIN_MS;
  while (!(await haveLeaders(admin, topics))) {
    if (Date.now() > deadline) throw new DependencyDownError('broker', 'new topics have no leaders');
    await delay(LEADERS_POLL_MS);
  }
}

async function haveLeaders(admin: Admin, topics: string[]): Promise<boolean> {
  try {
    const metadata = await admin.fetchTopicMetadata({ topics });
    return metadata.topics.every(({ partitions }) => partitions.every(({ leader }) => leader !== NO_LEADER));
  } catch (error) {
    if (error instanceof KafkaJSProtocolError && NOT_YET.has(error.type)) return false;
    throw error;
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
