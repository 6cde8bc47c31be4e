import { DependencyDownError, PermanentError } from '../errors/errors';
import { numbered, quickRetries, type NumberedEvent } from './test-events-spec';
import { numbersOf, waitUntil } from './transport-fixture-spec';
import { describeTransports } from './transport-contract-spec';

describeTransports('failures', (test) => {
  it('finds the one event that its batch fails on', async () => {
    const { fixture, transport, topic, group } = test;
    const done: number[] = [];
    await fixture.consumeBatches(transport, group, topic, async (events) => {
      if (events.some(({ data }) => data.number === 13)) throw new Error('unlucky');
      done.push(...numbersOf(events));
      return [];
    });
    await test.publish('a', ...Array.from({ length: 20 }, (_, number) => number));
    expect(await test.deadLetters(1)).toMatchObject([{ errorCode: 'handler.failed' }]);
    await waitUntil('the others', () => done.length >= 19);
    expect(done).toEqual(Array.from({ length: 20 }, (_, number) => number).filter((number) => number !== 13));
  });

  it('repeats transient failures in place', async () => {
    const { fixture, transport, topic, group } = test;
    const calls: number[] = [];
    await fixture.consume(transport, group, topic, async ({ data }) => {
      calls.push(data.number);
      if (calls.length < 3) throw new Error('not yet');
    });
    await test.publish('a', 1, 2);
    await waitUntil('both events', () => calls.includes(2));
    expect(calls).toEqual([1, 1, 1, 2]);
    expect(fixture.counts).toMatchObject({ retried: 2, deadLettered: 0 });
  });

  it('buries at once what can never succeed, and after the last attempt what keeps failing', async () => {
    const { fixture, transport, topic, group, config } = test;
    const done: number[] = [];
    await fixture.consume(transport, group, topic, async ({ data }) => {
      if (data.number === 1) throw new PermanentError('test.never', 'never');
      if (data.number === 2) throw new Error('always');
      done.push(data.number);
    });
    await test.publish('a', 1, 2, 3);
    await waitUntil('the third event', () => done.length > 0);
    const letters = await test.deadLetters(2);
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
    const { fixture, transport, topic, group } = test;
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
    await test.publish('a', 1, 2, 3);
    await waitUntil('attempts to tell', () => told.length > quickRetries.attempts + 2);
    expect(new Set(told.map((entry) => JSON.stringify(entry)))).toEqual(new Set(['[1,"test.never",1]']));
    expect(fixture.counts).toMatchObject({ paused: 1, resumed: 0, deadLettered: 0 });
    expect(await transport.deadLetters.list(topic, 10)).toEqual([]);
    down = false;
    await waitUntil('the third event', () => done.length > 0);
    expect(told.at(-1)).toEqual([2, 'handler.failed', quickRetries.attempts]);
    expect(await test.deadLetters(2)).toMatchObject([
      { errorCode: 'test.never' },
      { errorCode: 'handler.failed' },
    ]);
  });

  it('tells again, and loses nothing, when it was stopped before it could tell', async () => {
    const { fixture, transport, topic, group } = test;
    const told: number[] = [];
    const handler = () => Promise.reject(new PermanentError('test.never', 'never'));
    const first = await fixture.consume(transport, group, topic, handler, async ({ event }) => {
      told.push(event.data.number);
      throw new DependencyDownError('broker', 'down');
    });
    await test.publish('a', 1);
    await waitUntil('attempts to tell', () => told.length > 2);
    await first.close();
    expect(await transport.deadLetters.list(topic, 10)).toEqual([]);
    const second: number[] = [];
    await fixture.consume(transport, group, topic, handler, async ({ event }) => {
      second.push(event.data.number);
    });
    expect(await test.deadLetters(1)).toMatchObject([{ errorCode: 'test.never' }]);
    expect(second).toEqual([1]);
  });

  it('keeps the bytes of what cannot be read, and goes on', async () => {
    const { fixture, transport, topic, group } = test;
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
    await test.publish('a', 2);
    const letters = await test.deadLetters(messages.length);
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
    expect(new Set(done)).toEqual(new Set([2]));
  });

  it('replays dead letters as they came', async () => {
    const { fixture, transport, topic, group } = test;
    let broken = true;
    const done: NumberedEvent[] = [];
    await fixture.consume(transport, group, topic, async (event) => {
      if (broken) throw new PermanentError('test.broken', 'broken');
      done.push(event);
    });
    await test.publish('a', 1, 2);
    const letters = await test.deadLetters(2);
    broken = false;
    expect(await transport.deadLetters.replay(topic, [letters[1]?.id ?? '', 'none'])).toBe(1);
    await waitUntil('the replayed event', () => done.length > 0);
    expect(done).toEqual([numbered(topic, 'a', 2)].map((event) => ({ ...event, time: done[0]?.time })));
  });

  it('pauses while a dependency is down and buries nothing', async () => {
    const { fixture, transport, topic, group } = test;
    let down = true;
    const calls: number[] = [];
    const done: number[] = [];
    await fixture.consume(transport, group, topic, async ({ data }) => {
      calls.push(data.number);
      if (down) throw new DependencyDownError('clickhouse', 'down');
      done.push(data.number);
    });
    await test.publish('a', 1, 2, 3);
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
    const { fixture, transport, topic, group } = test;
    const calls: number[] = [];
    const first = await fixture.consume(transport, group, topic, async ({ data }) => {
      calls.push(data.number);
      throw new DependencyDownError('clickhouse', 'down');
    });
    await test.publish('a', 1, 2, 3);
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
});
