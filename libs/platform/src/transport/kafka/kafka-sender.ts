import { CompressionTypes, type Kafka, type Producer } from 'kafkajs';
import type { MessageSender, RawMessage } from '../codec/raw-message';
import { byteBatches, recordBytes } from '../codec/byte-batches';
import { ChosenPartitions } from './chosen-partitions';
import { translateKafkaError } from './kafka-errors';

/**
 * Most bytes of one request. kafkajs makes one batch of all records of a partition, and brokers take batches of up to 1 MiB
 * (`message.max.bytes`) unless told otherwise: 500 plans of 40 KiB in one request were refused as a whole.
 */
const MAX_REQUEST_BYTES = 768 * 1024;

/**
 * Appends to topics with an idempotent producer that waits for all in-sync replicas. Keys are spread over partitions as Java
 * clients do it, so that producers in other languages put a key where this one does.
 */
export class KafkaSender implements MessageSender {
  private producer: Promise<Producer> | undefined;
  private readonly chosen = new ChosenPartitions();

  constructor(private readonly kafka: Kafka) {}

  async send(topic: string, messages: readonly RawMessage[]): Promise<readonly number[]> {
    const partitions: number[] = [];
    for (const batch of byteBatches(messages, MAX_REQUEST_BYTES)) {
      partitions.push(...(await this.sendBatch(topic, batch)));
    }
    return partitions;
  }

  private async sendBatch(topic: string, messages: readonly RawMessage[]): Promise<readonly number[]> {
    const producer = await this.connected();
    const sent = messages.map(({ key, headers, value }) => ({ key: key ?? null, headers, value }));
    try {
      await producer.send({ topic, acks: -1, compression: compressionOf(messages), messages: sent });
      return this.chosen.of(sent);
    } catch (error) {
      // After a failure the sequence numbers of an idempotent producer may no longer be those of the broker, which refuses
      // every later message then. A new producer starts from a number of its own.
      await this.discard(producer);
      throw translateKafkaError(error);
    }
  }

  async partitionsOf(topic: string): Promise<number> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
    } catch (error) {
      throw translateKafkaError(error);
    } finally {
      await admin.disconnect();
    }
  }

  async close(): Promise<void> {
    const producer = await this.producer?.catch(() => undefined);
    this.producer = undefined;
    await producer?.disconnect();
  }

  private connected(): Promise<Producer> {
    this.producer ??= this.connect().catch((error: unknown) => {
      this.producer = undefined;
      throw translateKafkaError(error);
    });
    return this.producer;
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      createPartitioner: this.chosen.partitioner,
      allowAutoTopicCreation: false,
    });
    await producer.connect();
    return producer;
  }

  private async discard(producer: Producer): Promise<void> {
    if ((await this.producer?.catch(() => undefined)) === producer) this.producer = undefined;
    // The connection may be the very thing that is broken; nothing is lost with it.
    await producer.disconnect().catch(() => undefined);
  }
}

/** A message that is alone too large may have come compressed, and be a replay. Small ones cost more time than they save. */
function compressionOf([first]: readonly RawMessage[]): CompressionTypes {
  return first && recordBytes(first) > MAX_REQUEST_BYTES ? CompressionTypes.GZIP : CompressionTypes.None;
}
