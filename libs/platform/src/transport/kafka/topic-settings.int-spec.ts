import { describeWith, kafkaForTest, type TestResource } from '@muster/testing';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import type { TopicSettings } from '../../config/kafka-config';
import { Log } from '../../logs/log';
import { testTopic } from '../test-events-spec';
import { kafkaClient } from './kafka-client';
import { ensureTopics } from './kafka-topics';

const DAY_MS = 86_400_000;

describeWith(['kafka'], 'settings of topics', () => {
  let resource: TestResource;
  let admin: Admin;
  const log = Log.create('test', 'silent');
  const kafka = () => kafkaClient('test', { brokers: (resource.env.KAFKA_BROKERS ?? '').split(',') }, log);

  beforeAll(async () => {
    resource = await kafkaForTest();
    admin = kafka().admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin.disconnect();
    await resource.dispose();
  });

  it('are as configured for new topics, and told of topics that exist with others', async () => {
    const topic = testTopic();
    const topicPrefix = resource.env.TOPIC_PREFIX ?? '';
    const warn = jest.spyOn(log, 'warn');
    const ensure = (settings: TopicSettings) =>
      ensureTopics(kafka(), [topic], { topicPrefix, ...settings }, log);
    const settings = {
      minInsyncReplicas: 1,
      partitions: new Map([[topic.name, 7]]),
      deadLetterRetentionDays: 3,
    };
    await ensure(settings);
    const name = topicPrefix + topic.name;
    const letters = topicPrefix + topic.deadLetter;
    const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
    expect(topics[0]?.partitions).toHaveLength(7);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: letters, configNames: ['retention.ms'] }],
    });
    expect(resources[0]?.configEntries[0]?.configValue).toBe(String(3 * DAY_MS));

    await ensure(settings);
    expect(warn).not.toHaveBeenCalled();
    const other = { ...settings, replicationFactor: 3, partitions: new Map([[topic.name, 64]]) };
    await ensure({ ...other, deadLetterRetentionDays: 30 });
    const told = warn.mock.calls.map(([, fields]) => fields);
    expect(told).toEqual([
      { topic: name, setting: 'partitions', wanted: '64', found: '7' },
      { topic: name, setting: 'replication factor', wanted: '3', found: '1' },
      { topic: letters, setting: 'replication factor', wanted: '3', found: '1' },
      { topic: letters, setting: 'retention.ms', wanted: String(30 * DAY_MS), found: String(3 * DAY_MS) },
    ]);
  });
});
