import { createHook } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { describeWith, engineVariable } from '@muster/testing';
import type { Consumer } from 'kafkajs';
import { Log } from '../../logs/log';
import { kafkaClient } from './kafka-client';

/** Fetches of an empty topic to wait for; the broker answers each after {@link FETCH_WAIT_MS}. */
const IDLE_FETCHES = 4;
const FETCH_WAIT_MS = 250;
/** A fetch and the watch over its time-out need a few timers; with kafkajs's own queue they are some 700 for each fetch. */
const TIMERS_PER_FETCH = 25;

describeWith(['kafka'], 'a Kafka consumer at rest', () => {
  it('sets a handful of timers for each fetch', async () => {
    const topic = `quiet-${randomUUID()}`;
    const brokers = engineVariable('TEST_KAFKA_BROKERS').split(',');
    const kafka = kafkaClient('quiet', { brokers }, Log.create('quiet', 'silent'));
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
    const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: FETCH_WAIT_MS });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic });
      const first = fetches(consumer, 1);
      await consumer.run({ eachMessage: () => Promise.resolve() });
      await first;
      const timers = new TimerCount();
      await fetches(consumer, IDLE_FETCHES);
      expect(timers.stop()).toBeLessThan(IDLE_FETCHES * TIMERS_PER_FETCH);
    } finally {
      await consumer.disconnect();
      await admin.deleteTopics({ topics: [topic] });
      await admin.disconnect();
    }
  });
});

/** Resolves when the broker has answered so many fetches from now on. */
async function fetches(consumer: Consumer, count: number): Promise<void> {
  let seen = 0;
  await new Promise<void>((resolve) => {
    const stop = consumer.on(consumer.events.FETCH, () => {
      seen += 1;
      if (seen < count) return;
      stop();
      resolve();
    });
  });
}

/** Counts the timers that this process sets, whoever sets them. */
class TimerCount {
  private count = 0;
  private readonly hook = createHook({
    init: (_id, type) => {
      if (type === 'Timeout') this.count += 1;
    },
  }).enable();

  stop(): number {
    this.hook.disable();
    return this.count;
  }
}
