import { Kafka, logLevel } from 'kafkajs';
import { engineVariable, uniqueName } from './test-resource';
import type { TestResource } from './test-resource';

/** A prefix of its own for the names of topics (and so of groups); the topics are made by whoever uses them. */
export async function kafkaForTest(): Promise<TestResource> {
  const prefix = `${uniqueName()}.`;
  const brokers = engineVariable('TEST_KAFKA_BROKERS');
  return {
    env: { TRANSPORT: 'kafka', KAFKA_BROKERS: brokers, TOPIC_PREFIX: prefix },
    dispose: async () => {
      const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
      const admin = kafka.admin();
      await admin.connect();
      try {
        const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
        if (topics.length > 0) await admin.deleteTopics({ topics });
      } finally {
        await admin.disconnect();
      }
    },
  };
}
