import { randomUUID } from 'node:crypto';
import type { Kafka, KafkaMessage } from 'kafkajs';

/** Offsets of a partition, without `to` itself. */
export interface OffsetRange {
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

export interface ReadMessage {
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** A broker that sends nothing for so long does not answer. */
const STALLED_AFTER_MS = 30_000;

/** All that a topic has now. */
export async function topicRanges(kafka: Kafka, topic: string): Promise<readonly OffsetRange[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, low, high }) => ({ partition, from: BigInt(low), to: BigInt(high) }));
  } finally {
    await admin.disconnect();
  }
}

/**
 * Reads ranges of a topic, partition by partition in order. The next message is fetched when the last one has been used, so that any
 * range takes as little memory.
 */
export async function* readTopic(
  kafka: Kafka,
  topic: string,
  ranges: readonly OffsetRange[],
): AsyncGenerator<ReadMessage> {
  const open = new Map(ranges.filter(({ from, to }) => from < to).map((range) => [range.partition, range]));
  if (open.size === 0) return;
  // kafkajs reads by group only; this one commits nothing and Kafka forgets it.
  const consumer = kafka.consumer({ groupId: `${topic}.reader-${randomUUID()}`, maxWaitTimeInMs: 250 });
  const handover = new Handover<ReadMessage>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const running = consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const range = open.get(partition);
        if (!range) return;
        const offset = BigInt(message.offset);
        if (offset + 1n >= range.to) open.delete(partition);
        if (offset >= range.from && offset < range.to) await handover.give({ partition, message });
        if (open.size === 0) handover.end();
      },
    });
    running.catch((error: unknown) => {
      handover.fail(error);
    });
    for (const { partition, from } of open.values()) {
      consumer.seek({ topic, partition, offset: from.toString() });
    }
    for (;;) {
      const next = await handover.take(STALLED_AFTER_MS, `${topic} could not be read further`);
      if (!next) return;
      yield next;
    }
  } finally {
    handover.end();
    await consumer.disconnect();
  }
}

/** Hands values from one asynchronous loop to another, one at a time. */
class Handover<Value> {
  private value: Value | undefined;
  private ended = false;
  private error: Error | undefined;
  private taken: () => void = () => undefined;
  private arrived: () => void = () => undefined;

  /** Resolves when the value has been taken, or nobody takes any more. */
  async give(value: Value): Promise<void> {
    if (this.ended) return;
    await new Promise<void>((resolve) => {
      this.value = value;
      this.taken = resolve;
      this.arrived();
    });
  }

  end(): void {
    this.ended = true;
    this.arrived();
    this.taken();
  }

  fail(error: unknown): void {
    this.error = error instanceof Error ? error : new Error('reading failed', { cause: error });
    this.end();
  }

  /** @returns undefined after the end. */
  async take(timeoutMs: number, complaint: string): Promise<Value | undefined> {
    if (this.value === undefined && !this.ended) await this.arrival(timeoutMs, complaint);
    if (this.error !== undefined) throw this.error;
    const { value } = this;
    this.value = undefined;
    this.taken();
    return value;
  }

  private async arrival(timeoutMs: number, complaint: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.arrived = resolve;
        timer = setTimeout(() => {
          reject(new Error(`${complaint} within ${timeoutMs} ms`));
        }, timeoutMs);
      });
    } finally {
      clearTimeout(timer);
    }
  }
}
