import { describeWith, kafkaForTest, type TestResource } from '@muster/testing';
import { CompressionTypes, ConfigResourceTypes, type Admin } from 'kafkajs';
import { Log } from '../../../logs/log';
import { encodeEvent } from '../../codec/event-encoder';
import type { DeadLetter } from '../../dead-letters/dead-letters.port';
import {
  MemoryClaims,
  numbered,
  testTopic,
  type NumberedEvent,
  type TestTopic,
} from '../../test-events-spec';
import { configOf, numbersOf, TransportFixture, waitUntil } from '../../transport-fixture-spec';
import { kafkaClient } from '../kafka-client';
import { MAX_DECOMPRESSED_BYTES } from './decompress';

const GROUP = 'compression-test';

describeWith(['kafka'], 'compressed records on Kafka', () => {
  let resource: TestResource;
  let fixture: TransportFixture;
  let admin: Admin;

  beforeAll(async () => {
    resource = await kafkaForTest();
    fixture = new TransportFixture(configOf(resource));
    admin = client().admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin.disconnect();
    await fixture.dispose();
    await resource.dispose();
  });

  const client = () =>
    kafkaClient(
      'test',
      { brokers: (resource.env.KAFKA_BROKERS ?? '').split(',') },
      Log.create('test', 'silent'),
    );
  const nameOf = (topic: TestTopic) => (resource.env.TOPIC_PREFIX ?? '') + topic.name;

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('are read when the broker keeps them as %s', async (codec) => {
    const topic = testTopic();
    const transport = await fixture.transport([topic]);
    // The broker compresses anew what arrives otherwise, with the libraries of Java clients.
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: nameOf(topic),
          configEntries: [{ name: 'compression.type', value: codec }],
        },
      ],
    });
    const text = 'the same again, and again; '.repeat(1_000);
    const events = Array.from({ length: 40 }, (_, number) => numbered(topic, 'a', number, text));
    await transport.publisher.publish(topic, events);
    const seen: NumberedEvent[] = [];
    await fixture.consume(transport, `${GROUP}-${codec}`, topic, async (event) => {
      seen.push(event);
    });
    await waitUntil('40 events', () => seen.length >= 40);
    expect(numbersOf(seen)).toEqual(numbersOf(events));
    expect(new Set(seen.map(({ data }) => data.text))).toEqual(new Set([text]));
  });

  it('become one dead letter when they cannot be read, and hold nothing up', async () => {
    const topic = testTopic();
    const transport = await fixture.transport([topic]);
    const encoded = await Promise.all(
      [1, 2, 3, 4].map((number) => encodeEvent(new MemoryClaims(), topic.name, numbered(topic, 'a', number))),
    );
    const messages = encoded.map(({ key, headers, value }) => ({ key: key ?? null, headers, value }));
    const [first, second, third, last] = messages;
    if (!first || !second || !third || !last) throw new Error('four messages were made');
    const producer = client().producer();
    await producer.connect();
    const topicName = nameOf(topic);
    await producer.send({ topic: topicName, messages: [first] });
    const bomb = { ...second, value: Buffer.alloc(MAX_DECOMPRESSED_BYTES + 1) };
    // Equal keys: all are in one partition, the first three of these in one batch.
    await producer.send({
      topic: topicName,
      compression: CompressionTypes.GZIP,
      messages: [bomb, second, third],
    });
    await producer.send({ topic: topicName, messages: [last] });
    await producer.disconnect();

    const done: number[] = [];
    await fixture.consume(transport, GROUP, topic, async ({ data }) => {
      done.push(data.number);
    });
    await waitUntil('the last event', () => done.includes(4));
    expect(done).toEqual([1, 4]);
    let letters: readonly DeadLetter[] = [];
    await waitUntil('the dead letter', async () => {
      letters = await transport.deadLetters.list(topic, 10);
      return letters.length > 0;
    });
    expect(letters).toMatchObject([
      {
        errorCode: 'event.undecodable',
        originalOffset: '1',
        errorMessage: expect.stringContaining('3 records'),
      },
    ]);
    // The compressed bytes are too many for a record themselves.
    expect(letters[0]?.body).toMatchObject({ kind: 'parked' });
    // Everything is behind the group: nothing comes again.
    await waitUntil('the commit', async () => {
      const [offsets] = await admin.fetchOffsets({
        groupId: nameOf(topic).replace(topic.name, GROUP),
        topics: [topicName],
      });
      return offsets?.partitions.some(({ offset }) => offset === '5') ?? false;
    });
  });
});
