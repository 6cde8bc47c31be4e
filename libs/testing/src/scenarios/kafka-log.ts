import { Kafka, logLevel, type Admin, type IHeaders } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import type { TestResource } from '../resources/test-resource';
import { waitFor } from '../wait-for';

export interface LoggedMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

/** The topics of a scenario as another team sees them, without any of Muster's code between. */
export class KafkaLog {
  readonly #kafka: Kafka;
  readonly #prefix: string;

  constructor({ env }: TestResource) {
    this.#kafka = new Kafka({ brokers: (env['KAFKA_BROKERS'] ?? '').split(','), logLevel: logLevel.NOTHING });
    this.#prefix = env['TOPIC_PREFIX'] ?? '';
  }

  async send(topic: string, key: string, value: Buffer, headers: IHeaders = {}): Promise<void> {
    const producer = this.#kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    try {
      await producer.send({ topic: this.#prefix + topic, messages: [{ key, value, headers }] });
    } finally {
      await producer.disconnect();
    }
  }

  /** How many messages each topic whose name ends so has ever had; those without any are left out. */
  async sizes(ending: string): Promise<Readonly<Record<string, number>>> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      const names = await admin.listTopics();
      const own = names.filter((name) => name.startsWith(this.#prefix) && name.endsWith(ending));
      if (own.length === 0) throw new Error(`no topic ends with ${ending}`);
      const sizes = await Promise.all(own.map((name) => sizeOf(admin, name)));
      return Object.fromEntries(
        own.map((name, at) => [name, sizes[at] ?? 0] as const).filter(([, size]) => size > 0),
      );
    } finally {
      await admin.disconnect();
    }
  }

  /**
   * Reads a topic from its beginning until `enough`, and at least what it holds now: what comes first in one partition may be read
   * after the end of another.
   * @returns everything read.
   */
  async read(
    topic: string,
    enough: (messages: readonly LoggedMessage[]) => boolean,
  ): Promise<readonly LoggedMessage[]> {
    const messages: LoggedMessage[] = [];
    const held = (await this.sizes(topic))[this.#prefix + topic] ?? 0;
    const consumer = this.#kafka.consumer({ groupId: `reader-${randomUUID()}` });
    await consumer.connect();
    try {
      await consumer.subscribe({ topic: this.#prefix + topic, fromBeginning: true });
      await consumer.run({
        eachMessage: ({ message: { headers, value } }) => {
          messages.push({ headers: textOf(headers ?? {}), value });
          return Promise.resolve();
        },
      });
      await waitFor(() => messages.length >= held && enough(messages), {
        what: `enough messages on ${topic}`,
        timeoutMs: 30_000,
      });
    } finally {
      await consumer.disconnect();
    }
    return messages;
  }
}

async function sizeOf(admin: Admin, topic: string): Promise<number> {
  const partitions = await admin.fetchTopicOffsets(topic);
  return partitions.reduce((sum, { high }) => sum + Number(high), 0);
}

const textOf = (headers: IHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
