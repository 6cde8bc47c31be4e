import { randomUUID } from 'node:crypto';
import { PLAN_VERSION, topics, type TopicDefinition } from '@muster/contracts';
import { DependencyDownError, NotYetError, PermanentError } from '../../errors/errors';
import { MemoryClaims, numbered, organisationId, testTopic } from '../test-events-spec';
import { createEvent } from '../create-event';
import { decodeEvent } from './event-decoder';
import { encodeEvent } from './event-encoder';
import { ParkedOnce } from './parked-once';
import type { RawMessage } from './raw-message';

const topic = testTopic();
const event = numbered(topic, 'user-1', 7, 'naïve ☃');

/** A request whose plan is as large as a text. */
function calculationRequest(runSeq: number, text: string) {
  return createEvent(topics.calculation, {
    ...{ type: 'audience.calculation.requested.v1', service: 'test', organisationId },
    ...{ subject: 'run', key: 'run', identity: [runSeq] },
    data: {
      ...{ organisationId, audienceId: randomUUID(), definitionVersion: 1, runId: randomUUID(), runSeq },
      ...{ piece: 0, pieces: 1, asOf: '2026-11-24T00:00:00Z', businessDate: '2026-11-24', inputs: {} },
      plan: {
        ...{
          version: PLAN_VERSION,
          ruleHash: 'hash',
          inputs: [],
          result: 's0',
          reads: [text],
          parameters: {},
        },
        stages: [{ id: 's0', label: 'nobody', pointer: '', select: 'SELECT 1' }],
      },
    },
  });
}

async function codeOf(message: RawMessage, claims = new MemoryClaims()): Promise<string> {
  try {
    await decodeEvent(claims, topic, message);
    return 'no error';
  } catch (error) {
    return error instanceof PermanentError ? error.code : `not permanent: ${String(error)}`;
  }
}

describe('codec', () => {
  it('writes CloudEvents in binary mode', async () => {
    const message = await encodeEvent(new MemoryClaims(), topic.name, {
      ...event,
      traceparent: '00-ab-cd-01',
    });
    expect(message).toEqual({
      key: Buffer.from('user-1'),
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: event.id,
        ce_source: event.source,
        ce_type: 'test.numbered.v1',
        ce_subject: 'user-1',
        ce_time: event.time,
        ce_dataschema: 'urn:muster:event:test.numbered.v1',
        ce_partitionkey: 'user-1',
        ce_traceparent: '00-ab-cd-01',
      },
      value: Buffer.from('{"number":7,"text":"naïve ☃"}'),
    });
  });

  it('reads what it writes', async () => {
    const claims = new MemoryClaims();
    expect(await decodeEvent(claims, topic, await encodeEvent(claims, topic.name, event))).toEqual(event);
  });

  it('leaves extensions of other senders aside and takes media type parameters', async () => {
    const claims = new MemoryClaims();
    const { headers, ...message } = await encodeEvent(claims, topic.name, event);
    const extended = {
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      ce_shard: '7',
      trace: 'x',
    };
    expect(await decodeEvent(claims, topic, { ...message, headers: extended })).toEqual(event);
  });

  it('drops fields that a newer publisher has added', async () => {
    const message = await encodeEvent(new MemoryClaims(), topic.name, event);
    const value = Buffer.from('{"number":7,"text":"naïve ☃","more":{"number":8}}');
    expect(await decodeEvent(new MemoryClaims(), topic, { ...message, value })).toEqual(event);
  });

  it('refuses unknown fields of what others send in', async () => {
    const strict = topics.ingestTag;
    const data = { organisationId, user: { id: 'u1' }, tag: 'score', value: 3, date: '2026-11-01', more: 1 };
    const { headers, key } = await encodeEvent(new MemoryClaims(), strict.name, {
      ...event,
      type: 'ingest.tag.received.v1',
    });
    const message = { key, headers, value: Buffer.from(JSON.stringify(data)) };
    await expect(decodeEvent(new MemoryClaims(), strict, message)).rejects.toMatchObject({
      code: 'event.invalid-data',
    });
  });

  it.each([
    [64 * 1024, 0],
    [64 * 1024 + 1, 1],
  ])('parks data of %i bytes in %i objects', async (bytes, objects) => {
    const claims = new MemoryClaims();
    const text = 'x'.repeat(bytes - '{"number":1,"text":""}'.length);
    const message = await encodeEvent(claims, topic.name, numbered(topic, 'a', 1, text));
    expect(claims.objects.size).toBe(objects);
    expect(message.value.length).toBe(objects === 1 ? 0 : bytes);
    expect((await decodeEvent(claims, topic, message)).data).toEqual({ number: 1, text });
  });

  it('parks equal data once for each organisation, however many messages name it', async () => {
    const store = new MemoryClaims();
    const puts = jest.spyOn(store, 'put');
    const claims = new ParkedOnce(store);
    const large = numbered(topic, 'a', 1, 'x'.repeat(70_000));
    const again = { ...large, id: randomUUID() };
    const others = { ...large, source: `/organisations/${randomUUID()}/test` };
    const [one, two, three] = await Promise.all(
      [large, again, others].map((each) => encodeEvent(claims, topic.name, each)),
    );
    expect(one?.headers.ce_dataref).toBe(two?.headers.ce_dataref);
    expect(one?.headers.ce_dataref).not.toBe(three?.headers.ce_dataref);
    expect(store.objects.size).toBe(2);
    await encodeEvent(claims, topic.name, { ...large, id: randomUUID() });
    expect(puts).toHaveBeenCalledTimes(3);
  });

  it('parks the plan of many runs once, beside what differs', async () => {
    const store = new MemoryClaims();
    const requests = [1, 2].map((runSeq) => calculationRequest(runSeq, 'x'.repeat(70_000)));
    const messages = await Promise.all(
      requests.map((request) => encodeEvent(new ParkedOnce(store), topics.calculation.name, request)),
    );
    expect(store.objects.size).toBe(1);
    expect(messages.every(({ value }) => value.length > 0 && value.length < 2_000)).toBe(true);
    const read = messages.map((message) => decodeEvent(store, topics.calculation, message));
    expect(await Promise.all(read)).toEqual(requests);
  });

  it('waits for an object store that is down, and gives up data that is gone', async () => {
    const claims = new MemoryClaims();
    const message = await encodeEvent(claims, topic.name, numbered(topic, 'a', 1, 'x'.repeat(70_000)));
    expect(await codeOf(message)).toBe('event.claim-missing');
    jest.spyOn(claims, 'get').mockRejectedValue(new DependencyDownError('object-store', 'down'));
    await expect(decodeEvent(claims, topic, message)).rejects.toBeInstanceOf(DependencyDownError);
  });

  describe('refuses', () => {
    let message: RawMessage;

    beforeAll(async () => {
      message = await encodeEvent(new MemoryClaims(), topic.name, event);
    });

    it.each<[string, Partial<RawMessage['headers']>]>([
      ['an id that is no UUID', { ce_id: 'x' }],
      ['a foreign media type', { 'content-type': 'text/csv' }],
      ['an unknown specification', { ce_specversion: '0.3' }],
      ['a reference out of the bucket of claims', { ce_dataref: 'https://elsewhere/secret' }],
      ['a reference with a path', { ce_dataref: `claims:../${event.id}/${'a'.repeat(64)}.json` }],
      [
        'what another organisation has parked',
        { ce_dataref: `claims:passing/${randomUUID()}/${'a'.repeat(64)}.json` },
      ],
      ['fields that its topic does not park', { ce_parkedfields: '{"text":"claims:x"}' }],
      ['a list of fields that cannot be read', { ce_parkedfields: '{' }],
    ])('%s', async (_what, headers) => {
      expect(
        await codeOf({ ...message, headers: { ...message.headers, ...headers } as Record<string, string> }),
      ).toBe('event.malformed-envelope');
    });

    it.each([
      ['{"number":1', 'event.malformed-json'],
      ['', 'event.malformed-json'],
      ['['.repeat(65), 'event.too-deep'],
      ['{"number":9007199254740993}', 'event.invalid-data'],
    ])('the value %s as %s', async (value, code) => {
      expect(await codeOf({ ...message, value: Buffer.from(value) })).toBe(code);
    });

    it('bytes that are no UTF-8', async () => {
      const value = Buffer.concat([
        Buffer.from('{"number":1,"text":"'),
        Buffer.from([0xc3]),
        Buffer.from('"}'),
      ]);
      expect(await codeOf({ ...message, value })).toBe('event.malformed-json');
    });

    it('a type that the topic does not have', async () => {
      const headers = { ...message.headers, ce_type: 'test.unheard.v1' };
      expect(await codeOf({ ...message, headers })).toBe('event.unknown-type');
    });

    it('data of another organisation than the source', async () => {
      const { headers, key } = await encodeEvent(new MemoryClaims(), topics.ingestTag.name, {
        ...event,
        type: 'ingest.tag.received.v1',
      });
      const tag = { user: { id: 'u1' }, tag: 'score', value: 3, date: '2026-11-01' };
      const withData = (organisation: string) => ({
        ...{ key, headers },
        value: Buffer.from(JSON.stringify({ organisationId: organisation, ...tag })),
      });
      const other = '7a1c2f0e-5a5e-4a67-9a3d-1f3f0d6f7a11';
      const decode = (message: RawMessage) => decodeEvent(new MemoryClaims(), topics.ingestTag, message);
      await expect(decode(withData(organisationId))).resolves.toMatchObject({ data: { organisationId } });
      await expect(decode(withData(other))).rejects.toMatchObject({
        code: 'event.organisation-mismatch',
        message: expect.stringContaining(other),
        errors: [{ pointer: '/organisationId' }],
      });
    });

    it('names every field of the data that is wrong', async () => {
      const value = Buffer.from('{"number":"one","text":7}');
      await expect(decodeEvent(new MemoryClaims(), topic, { ...message, value })).rejects.toMatchObject({
        errors: [{ pointer: '/number' }, { pointer: '/text' }],
      });
    });
  });

  describe('waits for a newer release', () => {
    const typed = async (on: TopicDefinition, type: string): Promise<unknown> => {
      const { headers, ...message } = await encodeEvent(new MemoryClaims(), on.name, event);
      const decoding = decodeEvent(new MemoryClaims(), on, {
        ...message,
        headers: { ...headers, ce_type: type },
      });
      return decoding.catch((error: unknown) => error);
    };

    it.each<[TopicDefinition, string]>([
      [topic, 'test.numbered.v2'],
      [topics.run, 'audience.run.started.v2'],
      [topics.run, 'audience.run.archived.v1'],
      [topics.ingestTag, 'ingest.tag.received.v2'],
    ])('on %s: %s', async (on, type) => {
      expect(await typed(on, type)).toBeInstanceOf(NotYetError);
    });

    it.each<[TopicDefinition, string]>([
      [topic, 'test.numbered.v0'],
      [topics.run, 'ingest.run.v1'],
      [topics.ingestTag, 'ingest.tags.v1'],
    ])('not on %s: %s', async (on, type) => {
      expect(await typed(on, type)).toMatchObject({ name: 'PermanentError', code: 'event.unknown-type' });
    });
  });
});
