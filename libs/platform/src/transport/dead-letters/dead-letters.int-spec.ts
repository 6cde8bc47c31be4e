import { createHash } from 'node:crypto';
import { NotYetError, PermanentError } from '../../errors/errors';
import { encodeEvent } from '../codec/event-encoder';
import { MemoryClaims, numbered, type NumberedEvent } from '../test-events-spec';
import { describeTransports, type ContractTest } from '../transport-contract-spec';
import { waitUntil } from '../transport-fixture-spec';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
/** More than a broker takes in one record (1 MiB), and than one message carries inline (64 KiB). */
const LARGE_BYTES = 3 * 1024 * 1024;

describeTransports('dead letters', (test) => {
  /** Refuses everything until `mended` is called, but events of number 0. */
  async function refusing({ fixture, transport, group, topic }: ContractTest) {
    const done: NumberedEvent[] = [];
    let broken = true;
    await fixture.consume(transport, group, topic, async (event) => {
      if (broken && event.data.number !== 0)
        throw new PermanentError('test.never', `no ${event.data.number}`);
      done.push(event);
    });
    return { done, mended: () => (broken = false) };
  }

  /** Data of this size in the message itself, as other senders' clients may send it: Kafka's bound is for compressed records. */
  async function sendLarge(number: number): Promise<Buffer> {
    const { fixture, topic } = test;
    const { key, headers } = await encodeEvent(new MemoryClaims(), topic.name, numbered(topic, 'a', number));
    const value = Buffer.from(JSON.stringify({ number, text: 'again '.repeat(LARGE_BYTES / 6) }));
    await fixture.sendRaw(topic, [{ key, headers, value }]);
    return value;
  }

  it('say in a sentence and with pointers what was wrong', async () => {
    const { fixture, transport, group, topic } = test;
    await fixture.consume(transport, group, topic, async () => undefined);
    const { key, headers } = await encodeEvent(new MemoryClaims(), topic.name, numbered(topic, 'a', 1));
    await fixture.sendRaw(topic, [{ key, headers, value: Buffer.from('{"number":"ü","text":1}') }]);
    const [letter] = await test.deadLetters(1);
    expect(letter).toMatchObject({
      errorCode: 'event.invalid-data',
      errorMessage: expect.stringContaining('the data breaks its contract: /number: '),
      errors: [{ pointer: '/number' }, { pointer: '/text' }],
      body: undefined,
    });
  });

  it('of any size do not hold their key up, and are replayed as they came', async () => {
    const { fixture, transport, topic } = test;
    const { done, mended } = await refusing(test);
    const value = await sendLarge(1);
    await test.publish('a', 0);
    await waitUntil('the event behind it', () => done.length > 0);
    const [letter] = await test.deadLetters(1);
    if (!letter) throw new Error('one was waited for');
    expect(letter).toMatchObject({
      errorCode: 'test.never',
      body: { kind: 'parked', bytes: value.length, sha256: sha256(value) },
    });
    expect(letter.value).toHaveLength(0);
    expect(fixture.claims.objects.size).toBe(1);
    mended();
    expect(await transport.deadLetters.replay(topic, [letter.id])).toBe(1);
    await waitUntil('the replayed event', () => done.length > 1);
    expect(JSON.stringify(done[1]?.data)).toBe(value.toString());
  });

  it('are kept as headers and digest when the object store does not take the body', async () => {
    const { fixture, transport, topic } = test;
    jest.spyOn(fixture.claims, 'put').mockRejectedValue(new Error('EntityTooLarge'));
    const { done } = await refusing(test);
    const value = await sendLarge(1);
    await test.publish('a', 0);
    await waitUntil('the event behind it', () => done.length > 0);
    const [letter] = await test.deadLetters(1);
    expect(letter).toMatchObject({
      body: { kind: 'lost', bytes: value.length, sha256: sha256(value) },
      headers: { ce_id: numbered(topic, 'a', 1).id },
      key: Buffer.from('a'),
    });
    expect(await transport.deadLetters.replay(topic, [letter?.id ?? ''])).toBe(0);
  });

  it('are replayed by the hundred, in batches, without those whose body is gone', async () => {
    const { fixture, transport, topic } = test;
    const { done, mended } = await refusing(test);
    await sendLarge(1_000);
    const text = 'x'.repeat(20_000);
    const numbers = Array.from({ length: 150 }, (_, number) => number + 1);
    await transport.publisher.publish(
      topic,
      numbers.map((number) => numbered(topic, 'a', number, text)),
    );
    let letters = await transport.deadLetters.list(topic, 200);
    await waitUntil('all dead letters', async () => {
      letters = await transport.deadLetters.list(topic, 200);
      return letters.length >= 151;
    });
    fixture.claims.objects.clear();
    mended();
    const ids = letters.map(({ id }) => id);
    expect(await transport.deadLetters.replay(topic, [...ids, '0-99999', '99999', 'x'])).toBe(150);
    await waitUntil('all events', () => done.length >= 150);
    expect(done.map(({ data }) => data.number)).toEqual(numbers);
  });

  it('are not made of what a newer release can read', async () => {
    const { fixture, transport, group, topic } = test;
    const done: NumberedEvent[] = [];
    const old = await fixture.consume(transport, group, topic, async (event) => {
      done.push(event);
    });
    const { key, headers, value } = await encodeEvent(
      new MemoryClaims(),
      topic.name,
      numbered(topic, 'a', 1),
    );
    await fixture.sendRaw(topic, [{ key, headers: { ...headers, ce_type: 'test.numbered.v2' }, value }]);
    await waitUntil('the pause', () => fixture.counts.paused > 0);
    await test.publish('a', 2);
    await old.close();
    expect(done).toEqual([]);
    expect(await transport.deadLetters.list(topic, 10)).toEqual([]);

    const [numberedV1] = topic.events;
    const newer = { ...topic, events: [numberedV1, { ...numberedV1, type: 'test.numbered.v2' }] };
    const types: string[] = [];
    await fixture.consume(transport, group, newer as unknown as typeof topic, async ({ type }) => {
      types.push(type);
    });
    await waitUntil('both events', () => types.length >= 2);
    expect(types).toEqual(['test.numbered.v2', 'test.numbered.v1']);
  });

  it('are not made of events of a batch that can be handled a little later, and the others go on', async () => {
    const { fixture, transport, group, topic } = test;
    const done: number[] = [];
    let known = false;
    await fixture.consumeBatches(transport, group, topic, async (events) => {
      const waiting = events.filter(({ data }) => data.number === 1 && !known);
      done.push(...events.filter((event) => !waiting.includes(event)).map(({ data }) => data.number));
      return waiting.map((event) => ({
        event,
        error: new NotYetError('test.unknown', 'unknown yet', 60_000),
      }));
    });
    await test.publish('a', 1, 2);
    await waitUntil('the event behind it', () => done.length > 0);
    await test.publish('a', 3);
    await waitUntil('the next event', () => done.includes(3));
    expect(done).toEqual([2, 3]);
    known = true;
    await waitUntil('the first event', () => done.includes(1));
    expect(await transport.deadLetters.list(topic, 10)).toEqual([]);
  });
});
