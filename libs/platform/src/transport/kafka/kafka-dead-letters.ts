import { randomUUID } from 'node:crypto';
import type { TopicDefinition } from '@muster/contracts';
import type { Kafka } from 'kafkajs';
import type { Delivery, MessageSender } from '../codec/raw-message';
import type { DeadLetterSink, Verdict } from '../consume/dead-letter-sink';
import { fromDeadLetterMessage, toDeadLetterMessage } from '../dead-letter-headers';
import { DeadLetters, type DeadLetter } from '../dead-letters.port';
import { translateKafkaError } from './kafka-errors';
import { toRawMessage } from './kafka-message';

/** Reading the whole rest of a topic must not take longer. */
const READ_TIMEOUT_MS = 30_000;

/** Dead letters in the topic `<topic>.dlt`. */
export class KafkaDeadLetters extends DeadLetters implements DeadLetterSink {
  constructor(
    private readonly kafka: Kafka,
    private readonly sender: MessageSender,
    private readonly topicPrefix: string,
  ) {
    super();
  }

  async bury(topic: TopicDefinition, delivery: Delivery, verdict: Verdict): Promise<void> {
    await this.sender.send(this.topicPrefix + topic.deadLetter, [toDeadLetterMessage(delivery, verdict)]);
  }

  async list(topic: TopicDefinition, limit: number): Promise<readonly DeadLetter[]> {
    const letters = await this.read(topic, BigInt(limit));
    return letters.slice(-limit);
  }

  async replay(topic: TopicDefinition, ids: readonly string[]): Promise<number> {
    const wanted = new Set(ids);
    const letters = (await this.read(topic)).filter(({ id }) => wanted.has(id));
    if (letters.length > 0) await this.sender.send(this.topicPrefix + topic.name, letters);
    return letters.length;
  }

  /** Reads the newest letters of every partition, or all of them, in the order of the topic. */
  private async read(topic: TopicDefinition, limit?: bigint): Promise<DeadLetter[]> {
    const name = this.topicPrefix + topic.deadLetter;
    try {
      const ends = await this.ends(name);
      const open = new Map(ends.filter(({ low, high }) => low < high).map((end) => [end.partition, end]));
      return open.size === 0 ? [] : await this.readUntil(name, open, limit);
    } catch (error) {
      throw translateKafkaError(error);
    }
  }

  private async ends(name: string): Promise<{ partition: number; low: bigint; high: bigint }[]> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      const offsets = await admin.fetchTopicOffsets(name);
      return offsets.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }));
    } finally {
      await admin.disconnect();
    }
  }

  private async readUntil(
    name: string,
    open: Map<number, { readonly low: bigint; readonly high: bigint }>,
    limit: bigint | undefined,
  ): Promise<DeadLetter[]> {
    // kafkajs reads by group only; this one commits nothing and Kafka forgets it.
    const consumer = this.kafka.consumer({ groupId: `${name}.reader-${randomUUID()}`, maxWaitTimeInMs: 250 });
    const letters: DeadLetter[] = [];
    const starts = [...open].map(([partition, { low, high }]) => ({
      partition,
      offset: limit === undefined || high - limit < low ? low : high - limit,
    }));
    let timeout: NodeJS.Timeout | undefined;
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: name, fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        timeout = setTimeout(() => {
          reject(new Error(`${name} could not be read in ${READ_TIMEOUT_MS} ms`));
        }, READ_TIMEOUT_MS);
        const running = consumer.run({
          autoCommit: false,
          eachMessage: async ({ partition, message }) => {
            const end = open.get(partition);
            if (!end) return;
            letters.push(fromDeadLetterMessage(`${partition}-${message.offset}`, toRawMessage(message)));
            if (BigInt(message.offset) + 1n >= end.high) open.delete(partition);
            if (open.size === 0) resolve();
          },
        });
        running.catch(reject);
        for (const { partition, offset } of starts) {
          consumer.seek({ topic: name, partition, offset: offset.toString() });
        }
      });
    } finally {
      clearTimeout(timeout);
      await consumer.disconnect();
    }
    return letters;
  }
}
