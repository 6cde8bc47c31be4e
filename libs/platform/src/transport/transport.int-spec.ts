import { PermanentError } from '../errors/errors';
import { currentContext } from '../context/execution-context';
import { parseTraceparent } from '../tracing/traceparent';
import { numbered, type NumberedEvent, organisationId } from './test-events-spec';
import { numbersOf, sleep, waitUntil } from './transport-fixture-spec';
import { describeTransports } from './transport-contract-spec';

describeTransports('delivery', (test) => {
  it('delivers in order per key, and lets other keys overtake', async () => {
    const { fixture, transport, topic, group } = test;
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

  it('handles as many events of a topic at a time as it is told to', async () => {
    const { fixture, topic, group } = test;
    const transport = await fixture.transport([topic], {
      concurrency: 1,
      topicConcurrency: { [topic.name]: 6 },
    });
    let running = 0;
    let most = 0;
    let handled = 0;
    await fixture.consume(transport, group, topic, async () => {
      most = Math.max(most, ++running);
      await waitUntil('six at a time', () => most >= 6);
      running--;
      handled++;
    });
    const keys = Array.from({ length: 40 }, (_, key) => `key-${key}`);
    await transport.publisher.publish(
      topic,
      keys.map((key) => numbered(topic, key, 0)),
    );
    await waitUntil('40 events', () => handled === 40);
    expect(most).toBe(6);
  });

  it('keeps what is published before the first start of a group', async () => {
    const { fixture, transport, topic, group } = test;
    await test.publish('a', 1, 2, 3);
    const seen: NumberedEvent[] = [];
    await fixture.consume(transport, group, topic, async (event) => {
      seen.push(event);
    });
    await waitUntil('3 events', () => seen.length >= 3);
    expect(numbersOf(seen)).toEqual([1, 2, 3]);
  });

  it('runs handlers in the context of their event', async () => {
    const { fixture, transport, topic, group } = test;
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
    const { fixture, transport, topic, group } = test;
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
    expect(await test.deadLetters(1)).toMatchObject([{ errorCode: 'test.seven', attempts: 1 }]);
  });

  it('lets members of a group share the work', async () => {
    const { fixture, transport, topic, group } = test;
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
    const { fixture, transport, topic, group } = test;
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

  it('publishes more at once than a broker takes in one request', async () => {
    const { fixture, transport, topic, group } = test;
    const text = 'x'.repeat(40 * 1024);
    const events = Array.from({ length: 500 }, (_, number) =>
      numbered(topic, `key-${number % 3}`, number, text),
    );
    await transport.publisher.publish(topic, events);
    const seen = new Map<string, number[]>();
    await fixture.consume(transport, group, topic, async ({ partitionkey, data }) => {
      seen.set(partitionkey, [...(seen.get(partitionkey) ?? []), data.number]);
    });
    await waitUntil('500 events', () => [...seen.values()].flat().length >= 500);
    for (const [key, numbers] of seen) {
      expect(numbers).toEqual(numbersOf(events.filter(({ partitionkey }) => partitionkey === key)));
    }
  });

  it('begins nothing any more once it is stopped', async () => {
    const { fixture, transport, topic, group } = test;
    let begun = 0;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const strategy = await fixture.consume(transport, group, topic, async () => {
      begun++;
      await ended;
    });
    const keys = Array.from({ length: 200 }, (_, key) => `key-${key}`);
    await transport.publisher.publish(
      topic,
      keys.map((key) => numbered(topic, key, 0)),
    );
    await waitUntil('work', () => begun >= 4);
    const closed = strategy.close();
    const atStop = begun;
    end();
    await closed;
    expect(begun).toBe(atStop);
    expect(atStop).toBeLessThan(200);
  });

  it('carries data of more than 64 KiB through the object store', async () => {
    const { fixture, transport, topic, group } = test;
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
      expect.stringMatching(`^passing/${organisationId}/[0-9a-f]{64}.json$`),
    ]);

    fixture.claims.objects.clear();
    jest.spyOn(fixture.claims, 'put').mockResolvedValueOnce(0);
    await transport.publisher.publish(topic, [large]);
    expect(await test.deadLetters(1)).toMatchObject([{ errorCode: 'event.claim-missing' }]);
  });

  it('goes on when another group starts for the first time', async () => {
    const { fixture, transport, topic, group } = test;
    const seen: number[] = [];
    const first = await fixture.consume(transport, group, topic, async ({ data }) => {
      seen.push(data.number);
    });
    await fixture.consume(transport, `${group}-other`, topic, async ({ data }) => {
      seen.push(data.number);
    });
    await test.publish('a', 1);
    await waitUntil('both groups', () => seen.length >= 2);
    expect(first.isConsuming()).toBe(true);
  });

  it('tells which partition each event is in', async () => {
    const { transport, topic, config } = test;
    const { publisher } = transport;
    const keys = Array.from({ length: 40 }, (_, key) => `key-${key % 20}`);
    const events = keys.map((key, number) => numbered(topic, key, number));
    const partitions = await publisher.publishPartitioned(topic, events);
    expect(partitions).toHaveLength(events.length);
    // Keys come twice: order holds per key because it is always in one partition.
    expect(partitions.slice(20)).toEqual(partitions.slice(0, 20));
    const count = config.kind === 'kafka' ? topic.partitions : 1;
    expect(await publisher.partitionsOf(topic)).toBe(count);
    expect(new Set(partitions)).toEqual(new Set(Array.from({ length: count }, (_, number) => number)));
    expect(await publisher.publishPartitioned(topic, [])).toEqual([]);
  });

  it('answers health checks', async () => {
    const { transport } = test;
    await expect(transport.checkHealth()).resolves.toBeUndefined();
  });
});
