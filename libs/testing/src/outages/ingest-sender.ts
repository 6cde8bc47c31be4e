import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import type { TestResource } from '../resources/test-resource';

const PAUSE_MS = 300;
const PATIENCE_MS = 240_000;

/** Another team's producer: sends records to the ingest topics, again until the broker has acknowledged them. */
export class IngestSender {
  readonly #producer: Producer;
  readonly #prefix: string;

  constructor(
    { env }: TestResource,
    private readonly organisationId: string,
  ) {
    const brokers = (env['KAFKA_BROKERS'] ?? '').split(',');
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING, requestTimeout: 5_000 });
    this.#producer = kafka.producer({ allowAutoTopicCreation: false, retry: { retries: 2 } });
    this.#prefix = env['TOPIC_PREFIX'] ?? '';
  }

  async send(
    kind: 'behavior' | 'profile' | 'tag',
    records: readonly { user: string; data: object }[],
  ): Promise<void> {
    const messages = records.map(({ user, data }) => this.message(kind, user, data));
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        await this.#producer.connect();
        await this.#producer.send({ topic: `${this.#prefix}ingest.${kind}.v1`, messages });
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  async stop(): Promise<void> {
    await this.#producer.disconnect();
  }

  private message(kind: string, user: string, data: object) {
    const key = `${this.organisationId}/${user}`;
    return {
      key,
      value: JSON.stringify({ organisationId: this.organisationId, ...data }),
      headers: {
        ce_specversion: '1.0',
        ce_id: randomUUID(),
        ce_source: `/organisations/${this.organisationId}/crm`,
        ce_type: `ingest.${kind}.received.v1`,
        ce_subject: user,
        ce_time: new Date().toISOString(),
        ce_partitionkey: key,
      },
    };
  }
}
