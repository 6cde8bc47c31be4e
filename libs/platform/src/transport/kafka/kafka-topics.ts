import { setTimeout as delay } from 'node:timers/promises';
import type { TopicDefinition } from '@muster/contracts';
import {
  KafkaJSAggregateError,
  KafkaJSProtocolError,
  type Admin,
  type ITopicConfig,
  type Kafka,
} from 'kafkajs';
import type { TopicSettings } from '../../config/kafka-config';
import { DependencyDownError } from '../../errors/errors';
import type { Log } from '../../logs/log';
import { translateKafkaError } from './kafka-errors';
import { warnOfOtherSettings } from './topic-settings';

export interface TopicOptions extends TopicSettings {
  readonly topicPrefix: string;
}

/** Copies of every partition as the broker makes them by default. */
const BROKER_DEFAULT = -1;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Dead letters are few and are read as one list. */
const DEAD_LETTER_PARTITIONS = 1;

const NO_LEADER = -1;
/** What brokers answer about topics that the controller has only just made. */
const NOT_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);
const LEADERS_WITHIN_MS = 30_000;
const LEADERS_POLL_MS = 50;

/**
 * Creates the topics that are missing, with their dead-letter topics. Existing ones stay as they are, as operators may have
 * given them other settings; the log says which differ from what is configured. Any number of services may do this at the same time.
 * @throws DependencyDownError when the broker does not answer.
 */
export async function ensureTopics(
  kafka: Kafka,
  topics: readonly TopicDefinition[],
  options: TopicOptions,
  log: Log,
): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const existing = new Set(await admin.listTopics());
    const wanted = topics.flatMap((topic) => topicConfigs(topic, options));
    await warnOfOtherSettings(
      admin,
      wanted.filter(({ topic }) => existing.has(topic)),
      log,
    );
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
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
  const { topicPrefix, replicationFactor = BROKER_DEFAULT, minInsyncReplicas, partitions } = options;
  const copies = minInsyncReplicas === undefined ? [] : [entry('min.insync.replicas', minInsyncReplicas)];
  const { deadLetterRetentionDays: days } = options;
  return [
    {
      topic: topicPrefix + topic.name,
      numPartitions: partitions?.get(topic.name) ?? topic.partitions,
      replicationFactor,
      configEntries: [entry('cleanup.policy', topic.cleanup), ...copies],
    },
    {
      topic: topicPrefix + topic.deadLetter,
      numPartitions: DEAD_LETTER_PARTITIONS,
      replicationFactor,
      configEntries: [
        entry('cleanup.policy', 'delete'),
        ...(days === undefined ? [] : [entry('retention.ms', days * DAY_MS)]),
        ...copies,
      ],
    },
  ];
}

function entry(name: string, value: string | number): { name: string; value: string } {
  return { name, value: String(value) };
}

/** The broker creates each topic of a request on its own: those that another service has just created are the only failures. */
function isOnlyAlreadyThere(error: unknown): boolean {
  const errors: unknown[] = error instanceof KafkaJSAggregateError ? error.errors : [error];
  return errors.every((one) => one instanceof KafkaJSProtocolError && one.type === 'TOPIC_ALREADY_EXISTS');
}
