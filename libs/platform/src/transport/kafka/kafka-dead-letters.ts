import type { TopicDefinition } from '@muster/contracts';
import type { Kafka } from 'kafkajs';
import { PermanentError } from '../../errors/errors';
import type { Log } from '../../logs/log';
import type { Delivery, MessageSender, RawMessage } from '../codec/raw-message';
import { fromDeadLetterMessage, toDeadLetterMessage } from '../dead-letters/dead-letter-headers';
import type { DeadLetterSink, LetterBody, Verdict } from '../dead-letters/dead-letter-sink';
import { DeadLetters, type DeadLetter } from '../dead-letters/dead-letters.port';
import type { BodyStore } from '../dead-letters/parked-body';
import { replayBatches } from '../dead-letters/replay-batches';
import { translateKafkaError } from './kafka-errors';
import { toRawMessage } from './kafka-message';
import { readTopic, topicRanges, type OffsetRange } from './read-topic';

/** Dead letters in the topic `<topic>.dlt`. */
export class KafkaDeadLetters extends DeadLetters implements DeadLetterSink {
  constructor(
    private readonly kafka: Kafka,
    private readonly sender: MessageSender,
    private readonly topicPrefix: string,
    private readonly store: BodyStore,
    private readonly log: Log,
  ) {
    super();
  }

  async bury(topic: TopicDefinition, delivery: Delivery, verdict: Verdict, body?: LetterBody): Promise<void> {
    const message = toDeadLetterMessage(delivery, verdict, body);
    await this.sender.send(this.topicPrefix + topic.deadLetter, [message]);
  }

  async list(topic: TopicDefinition, limit: number): Promise<readonly DeadLetter[]> {
    const newest = BigInt(limit);
    const letters: DeadLetter[] = [];
    const ranges = (await this.ranges(topic)).map(({ partition, from, to }) => ({
      ...{ partition, to },
      from: to - newest < from ? from : to - newest,
    }));
    for await (const letter of this.read(topic, ranges)) letters.push(letter);
    return letters.slice(-limit);
  }

  async replay(topic: TopicDefinition, ids: readonly string[]): Promise<number> {
    let published = 0;
    for await (const letters of replayBatches(this.wanted(topic, ids), this.store, this.log)) {
      published += await this.publish(topic, letters);
    }
    return published;
  }

  /** A letter that the broker refuses is alone in its batch, or its batch is repeated one by one. */
  private async publish(topic: TopicDefinition, letters: readonly DeadLetter[]): Promise<number> {
    try {
      await this.sender.send(this.topicPrefix + topic.name, letters);
      return letters.length;
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      const [letter, ...others] = letters;
      if (letter && others.length === 0) {
        this.log.error('A dead letter is not replayed: the broker refuses it', { id: letter.id, error });
        return 0;
      }
      let published = 0;
      for (const one of letters) published += await this.publish(topic, [one]);
      return published;
    }
  }

  private async *wanted(topic: TopicDefinition, ids: readonly string[]): AsyncGenerator<DeadLetter> {
    const wanted = new Set(ids);
    const ranges = (await this.ranges(topic)).flatMap((range) => spanOf(range, ids));
    for await (const letter of this.read(topic, ranges)) if (wanted.has(letter.id)) yield letter;
  }

  private async ranges(topic: TopicDefinition): Promise<readonly OffsetRange[]> {
    try {
      return await topicRanges(this.kafka, this.topicPrefix + topic.deadLetter);
    } catch (error) {
      throw translateKafkaError(error);
    }
  }

  private async *read(topic: TopicDefinition, ranges: readonly OffsetRange[]): AsyncGenerator<DeadLetter> {
    const name = this.topicPrefix + topic.deadLetter;
    try {
      for await (const { partition, message } of readTopic(this.kafka, name, ranges)) {
        const raw: RawMessage = toRawMessage(message);
        yield fromDeadLetterMessage(idOf(partition, message.offset), raw);
      }
    } catch (error) {
      throw translateKafkaError(error);
    }
  }
}

const idOf = (partition: number, offset: string): string => `${partition}-${offset}`;

/** The part of a range that has all letters of these ids; none when it has none of them. */
function spanOf({ partition, from, to }: OffsetRange, ids: readonly string[]): OffsetRange[] {
  const offsets = ids
    .map((id) => /^(\d{1,9})-(\d{1,19})$/.exec(id))
    .flatMap((match) => (match && Number(match[1]) === partition ? [BigInt(match[2] ?? '')] : []))
    .filter((offset) => offset >= from && offset < to);
  if (offsets.length === 0) return [];
  const [first, last] = offsets.reduce(
    ([low, high], offset) => [offset < low ? offset : low, offset > high ? offset : high],
    [to, from],
  );
  return [{ partition, from: first, to: last + 1n }];
}
