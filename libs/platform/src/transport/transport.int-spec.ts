import { DependencyDownError, PermanentError } from '../errors/errors';
import { describeWith, kafkaForTest, postgresForTest, type TestResource } from '@muster/testing';
import type { TransportConfig } from '../config/platform-config';
import { currentContext } from '../context/execution-context';
import { parseTraceparent } from '../tracing/traceparent';
import type { DeadLetter } from './dead-letters.port';
import { numbered, quickRetries, testTopic, type NumberedEvent, type TestTopic } from './test-events-spec';
import { configOf, numbersOf, sleep, TransportFixture, waitUntil } from './transport-fixture-spec';
import type { Transport } from './transport';

const GROUP = 'test-service';

/** The promises of a transport, each kept on each of the two. */
describeWith(['kafka'], 'transport over Kafka', () => {
  contract(kafkaForTest);
});
describeWith(['postgres'], 'transport over Postgres', () => {
  contract(postgresForTest);
});

function contract(resourceForTest: () => Promise<TestResource>): void {
  let resource: TestResource;
  let config: TransportConfig;
  let fixture: TransportFixture;
  let topic: TestTopic;
  let transport: Transport;
  let group: string;

  beforeAll(async () => {
    resource = await resourceForTest();
    config = configOf(resource);
  });

  afterAll(async () => {
    await resource.dispose();
  });

  beforeEach(async () => {
    fixture = new TransportFixture(config);
    topic = testTopic();
    // A group of its own: a Kafka group with members of other subscriptions would share their topics.
    group = `${GROUP}-${topic.name.slice(5, 13)}`;
    transport = await fixture.transport([topic]);
    await transport.ensureSubscriptions([{ group, topics: [topic] }]);
  });

  afterEach(async () => {
    await fixture.dispose();
  });

  const publish = (key: string, ...numbers: number[]) =>
    transport.publisher.publish(
      topic,
      numbers.map((number) => numbered(topic, key, number)),
    );

  const deadLetters = (count: number) => async (): Promise<readonly DeadLetter[]> => {
    let letters: readonly DeadLetter[] = [];
    await waitUntil(`${count} dead letters`, async () => {
      letters = await transport.deadLetters.list(topic, 100);
      return letters.length >= count;
    });
    return letters;
  };

  it('delivers in order per key, and lets other keys overtake', async () => {
    const seen = new Map<string, number[]>();
    let running = 0;
    let most = 0;
    await fixture.consume(transport, group, topic, async (event) => {
      most = Math.max(most, ++running);
      await sleep(event.data.number % 3);
      running--;
      seen.set(event.partitionkey, [...(seen.get(event.partitionkey) ?? []), event.data.number]);
    });
    const keys = Array.from({ length: 10 }, (_, key) => `key-${key}`);
    for (let round = 0; round < 10; round++) {
      await transport.publisher.publish(
        topic,
        keys.flatMap((key) => [0, 1, 2].map((part) => numbered(topic, key, round * 3 + part))),
      );
    }
    await waitUntil('300 events', () => [...seen.values()].flat().length >= 300);
    for (const key of keys) expect(seen.get(key)).toEqual(Array.from({ length: 30 }, (_, number) => number));
    expect(most).toBeGreaterThan(1);
    expect(fixture.counts).toMatchObject({ published: 300, handled: 300, retried: 0, deadLettered: 0 });
  });

  it('keeps what is published before the first start of a group', async () => {
    await publish('a', 1, 2, 3);
    const seen: NumberedEvent[] = [];
    await fixture.consume(transport, group, topic, async (event) => {
      seen.push(event);
    });
    await waitUntil('3 events', () => seen.length >= 3);
    expect(numbersOf(seen)).toEqual([1, 2, 3]);
  });

  it('runs handlers in the context of their event', async () => {
    const contexts: unknown[] = [];
    const event = { ...numbered(topic, 'a', 1), traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` };
    await fixture.consume(transport, group, topic, async () => {
      await sleep(1);
      contexts.push(currentContext(), numbered(topic, 'b', 2).traceparent);
    });
    await transport.publisher.publish(topic, [event]);
    await waitUntil('the event', () => contexts.length === 2);
    expect(contexts[0]).toMatchObject({ eventId: event.id, eventType: 'test.numbered.v1' });
    expect(parseTraceparent(String(contexts[1]))?.traceId).toBe('ab'.repeat(16));
  });

  it('hands batches over in order and buries what they reject', async () => {
    const batches: number[][] = [];
    await transport.publisher.publish(
      topic,
      Array.from({ length: 50 }, (_, number) => numbered(topic, 'a', number)),
    );
    await fixture.consumeBatches(transport, group, topic, async (events) => {
      batches.push(numbersOf(events));
      return events
        .filter(({ data }) => data.number === 7)
        .map((event) => ({ event, error: new PermanentError('test.seven', 'no sevens') }));
    });
    await waitUntil('50 events', () => batches.flat().length >= 50);
    expect(batches.flat()).toEqual(Array.from({ length: 50 }, (_, number) => number));
    expect(Math.max(...batches.map(({ length }) => length))).toBeGreaterThan(1);
    expect(await deadLetters(1)()).toMatchObject([{ errorCode: 'test.seven', attempts: 1 }]);
  });

  it('finds the one event that its batch fails on', async () => {
    const done: number[] = [];
    await fixture.consumeBatches(transport, group, topic, async (events) => {
      if (events.some(({ data }) => data.number === 13)) throw new Error('unlucky');
      done.push(...numbersOf(events));
      return [];
    });
    await publish('a', ...Array.from({ length: 20 }, (_, number) => number));
    expect(await deadLetters(1)()).toMatchObject([{ errorCode: 'handler.failed' }]);
    await waitUntil('the others', () => done.length >= 19);
    expect(done).toEqual(Array.from({ length: 20 }, (_, number) => number).filter((number) => number !== 13));
  });

  it('repeats transient failures in place', async () => {
    const calls: number[] = [];
    await fixture.consume(transport, group, topic, async ({ data }) => {
      calls.push(data.number);
      if (calls.length < 3) throw new Error('not yet');
    });
    await publish('a', 1, 2);
    await waitUntil('both events', () => calls.includes(2));
    expect(calls).toEqual([1, 1, 1, 2]);
    expect(fixture.counts).toMatchObject({ retried: 2, deadLettered: 0 });
  });

  it('buries at once what can never succeed, and after the last attempt what keeps failing', async () => {
    const done: number[] = [];
    await fixture.consume(transport, group, topic, async ({ data }) => {
      if (data.number === 1) throw new PermanentError('test.never', 'never');
      if (data.number === 2) throw new Error('always');
      done.push(data.number);
    });
    await publish('a', 1, 2, 3);
    await waitUntil('the third event', () => done.length > 0);
    const letters = await deadLetters(2)();
    expect(letters).toMatchObject([
      {
        errorCode: 'test.never',
        attempts: 1,
        originalTopic: config.topicPrefix + topic.name,
        key: Buffer.from('a'),
        consumer: config.topicPrefix + group,
        headers: { ce_id: numbered(topic, 'a', 1).id, ce_type: 'test.numbered.v1' },
      },
      { errorCode: 'handler.failed', attempts: quickRetries.attempts },
    ]);
    expect(letters[0]?.value.toString()).toBe('{"number":1}');
    expect(Number(letters[0]?.failedAt)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('tells of what it gives up before it is a dead letter, however long that takes', async () => {
    let down = true;
    const told: unknown[] = [];
    const done: number[] = [];
    await fixture.consume(
      transport,
      group,
      topic,
      async ({ data }) => {
        if (data.number === 1) throw new PermanentError('test.never', 'never');
        if (data.number === 2) throw new Error('always');
        done.push(data.number);
      },
      async ({ event, code, attempts }) => {
        told.push([event.data.number, code, attempts]);
        if (down) throw new Error('cannot tell yet');
      },
    );
    await publish('a', 1, 2, 3);
    await waitUntil('attempts to tell', () => told.length > quickRetries.attempts + 2);
    expect(new Set(told.map((entry) => JSON.stringify(entry)))).toEqual(new Set(['[1,"test.never",1]']));
    expect(fixture.counts).toMatchObject({ paused: 1, resumed: 0, deadLettered: 0 });
    expect(await transport.deadLetters.list(topic, 10)).toEqual([]);
    down = false;
    await waitUntil('the third event', () => done.length > 0);
    expect(told.at(-1)).toEqual([2, 'handler.failed', quickRetries.attempts]);
    expect(await deadLetters(2)()).toMatchObject([
      { errorCode: 'test.never' },
      { errorCode: 'handler.failed' },
    ]);
  });

  it('tells again, and loses nothing, when it was stopped before it could tell', async () => {
    const told: number[] = [];
    const handler = () => Promise.reject(new PermanentError('test.never', 'never'));
    const first = await fixture.consume(transport, group, topic, handler, async ({ event }) => {
      told.push(event.data.number);
      throw new DependencyDownError('broker', 'down');
    });
    await publish('a', 1);
    await waitUntil('attempts to tell', () => told.length > 2);
    await first.close();
    expect(await transport.deadLetters.list(topic, 10)).toEqual([]);
    const second: number[] = [];
    await fixture.consume(transport, group, topic, handler, async ({ event }) => {
      second.push(event.data.number);
    });
    expect(await deadLetters(1)()).toMatchObject([{ errorCode: 'test.never' }]);
    expect(second).toEqual([1]);
  });

  it('keeps the bytes of what cannot be read, and goes on', async () => {
    const done: number[] = [];
    await fixture.consume(transport, group, topic, async ({ data }) => {
      done.push(data.number);
    });
    const good = numbered(topic, 'a', 1);
    const headers = {
      ce_specversion: '1.0',
      ce_id: good.id,
      ce_source: good.source,
      ce_type: good.type,
      ce_subject: good.subject,
      ce_time: good.time,
      ce_partitionkey: 'a',
    };
    const key = Buffer.from('a');
    const bytes = Buffer.from([0x7b, 0x00, 0xff, 0xfe, 0x0a]);
    const messages = [
      { key, headers: {}, value: bytes },
      { key: undefined, headers, value: bytes },
      { key, headers, value: Buffer.from('{"number":') },
      { key, headers: { ...headers, ce_type: 'test.unheard.v1' }, value: Buffer.from('{}') },
      { key, headers, value: Buffer.from('{"number":"one"}') },
      { key, headers: { ...headers, ce_dataref: 'claims:../../secret' }, value: Buffer.alloc(0) },
      { key, headers, value: Buffer.from('['.repeat(10_000)) },
    ];
    await fixture.sendRaw(topic, messages);
    await publish('a', 2);
    const letters = await deadLetters(messages.length)();
    const codes = letters.map(({ errorCode }) => errorCode).sort();
    expect(codes).toEqual([
      'event.invalid-data',
      'event.malformed-envelope',
      'event.malformed-envelope',
      'event.malformed-json',
      'event.malformed-json',
      'event.too-deep',
      'event.unknown-type',
    ]);
    const buried = letters.map(({ value }) => value.toString('latin1')).sort();
    expect(buried).toEqual(messages.map(({ value }) => value.toString('latin1')).sort());
    await waitUntil('the good event', () => done.length > 0);
    expect(done).toEqual([2]);
  });

  it('replays dead letters as they came', async () => {
    let broken = true;
    const done: NumberedEvent[] = [];
    await fixture.consume(transport, group, topic, async (event) => {
      if (broken) throw new PermanentError('test.broken', 'broken');
      done.push(event);
    });
    await publish('a', 1, 2);
    const letters = await deadLetters(2)();
    broken = false;
    expect(await transport.deadLetters.replay(topic, [letters[1]?.id ?? '', 'none'])).toBe(1);
    await waitUntil('the replayed event', () => done.length > 0);
    expect(done).toEqual([numbered(topic, 'a', 2)].map((event) => ({ ...event, time: done[0]?.time })));
  });

  it('pauses while a dependency is down and buries nothing', async () => {
    let down = true;
    const calls: number[] = [];
    const done: number[] = [];
    await fixture.consume(transport, group, topic, async ({ data }) => {
      calls.push(data.number);
      if (down) throw new DependencyDownError('clickhouse', 'down');
      done.push(data.number);
    });
    await publish('a', 1, 2, 3);
    // More failures than a message has attempts.
    await waitUntil('probes', () => calls.length > quickRetries.attempts + 2);
    expect(fixture.counts).toMatchObject({ paused: 1, resumed: 0, deadLettered: 0 });
    down = false;
    await waitUntil('all events', () => done.length >= 3);
    expect(done).toEqual([1, 2, 3]);
    expect(fixture.counts).toMatchObject({ paused: 1, resumed: 1, retried: 0, deadLettered: 0 });
    expect(await transport.deadLetters.list(topic, 10)).toEqual([]);
  });

  it('stops while a dependency is down, and starts with the same event', async () => {
    const calls: number[] = [];
    const first = await fixture.consume(transport, group, topic, async ({ data }) => {
      calls.push(data.number);
      throw new DependencyDownError('clickhouse', 'down');
    });
    await publish('a', 1, 2, 3);
    await waitUntil('probes', () => calls.length > 2);
    await first.close();
    expect(new Set(calls)).toEqual(new Set([1]));
    const done: number[] = [];
    await fixture.consume(transport, group, topic, async ({ data }) => {
      done.push(data.number);
    });
    await waitUntil('all events', () => done.length >= 3);
    expect(done).toEqual([1, 2, 3]);
  });

  it('lets members of a group share the work', async () => {
    const byMember: [string[], string[]] = [[], []];
    const second = await fixture.transport([topic]);
    for (const [member, mine] of [transport, second].entries()) {
      await fixture.consume(mine, group, topic, async (event) => {
        await sleep(5);
        byMember[member]?.push(event.partitionkey);
      });
    }
    let number = 0;
    await waitUntil('work for both', async () => {
      const keys = Array.from({ length: 40 }, (_, key) => `key-${key}`);
      number++;
      await transport.publisher.publish(
        topic,
        keys.map((key) => numbered(topic, key, number)),
      );
      await sleep(100);
      return byMember.every(({ length }) => length > 10);
    });
    await waitUntil('all events', () => byMember.flat().length >= number * 40);
  });

  it('loses and repeats nothing when it stops gracefully', async () => {
    const done: number[] = [];
    const handler = async ({ data }: NumberedEvent): Promise<void> => {
      await sleep(10);
      done.push(data.number);
    };
    const keys = 8;
    await transport.publisher.publish(
      topic,
      Array.from({ length: 160 }, (_, number) => numbered(topic, `key-${number % keys}`, number)),
    );
    const first = await fixture.consume(transport, group, topic, handler);
    await waitUntil('some events', () => done.length >= 20);
    await first.close();
    const atStop = done.length;
    expect(atStop).toBeLessThan(160);
    expect(first.isConsuming()).toBe(false);
    await sleep(50);
    expect(done.length).toBe(atStop);

    await fixture.consume(transport, group, topic, handler);
    await waitUntil('all events', () => new Set(done).size >= 160);
    expect(done.length).toBe(160);
  });

  it('carries data of more than 64 KiB through the object store', async () => {
    const seen: NumberedEvent[] = [];
    await fixture.consume(transport, group, topic, async (event) => {
      seen.push(event);
    });
    const large = numbered(topic, 'a', 1, 'ü'.repeat(200_000));
    await transport.publisher.publish(topic, [large, numbered(topic, 'a', 2)]);
    await transport.publisher.publish(topic, [large]);
    await waitUntil('3 events', () => seen.length >= 3);
    expect(seen[0]).toEqual(large);
    expect([...fixture.claims.objects.keys()]).toEqual([
      expect.stringMatching(`^${topic.name}/${large.id}/[0-9a-f]{64}.json$`),
    ]);

    fixture.claims.objects.clear();
    jest.spyOn(fixture.claims, 'put').mockResolvedValueOnce(0);
    await transport.publisher.publish(topic, [large]);
    expect(await deadLetters(1)()).toMatchObject([{ errorCode: 'event.claim-missing' }]);
  });

  it('goes on when another group starts for the first time', async () => {
    const seen: number[] = [];
    const first = await fixture.consume(transport, group, topic, async ({ data }) => {
      seen.push(data.number);
    });
    await fixture.consume(transport, `${group}-other`, topic, async ({ data }) => {
      seen.push(data.number);
    });
    await publish('a', 1);
    await waitUntil('both groups', () => seen.length >= 2);
    expect(first.isConsuming()).toBe(true);
  });

  it('answers health checks', async () => {
    await expect(transport.checkHealth()).resolves.toBeUndefined();
  });
}
