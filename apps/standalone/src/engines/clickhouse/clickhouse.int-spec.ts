import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { createClient } from '@clickhouse/client';
import { waitFor } from '@muster/testing';
import { EngineFixture, nasty, quiet } from './engine-fixture-spec';

let engine: EngineFixture;

beforeAll(async () => {
  engine = await EngineFixture.start();
});

afterAll(() => engine.stop());

describe('the embedded ClickHouse', () => {
  it('answers pings, with and without a query', async () => {
    await expect(engine.client.ping()).resolves.toEqual({ success: true });
    await expect(engine.client.ping({ select: true })).resolves.toEqual({ success: true });
  });

  it('lets nobody in without the password', async () => {
    const { host } = new URL(engine.url);
    for (const credentials of [
      { username: 'muster', password: 'x' },
      { username: 'default', password: '' },
    ]) {
      const stranger = createClient({ url: `http://${host}`, ...credentials, ...quiet });
      await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({
        code: '516',
        type: 'AUTHENTICATION_FAILED',
      });
      await stranger.close();
    }
  });

  it.each([
    ['UUID', '6f1d9c0e-6c2b-5f0c-9a7e-3d4b8a215c90'],
    ['Array(UUID)', ['6f1d9c0e-6c2b-5f0c-9a7e-3d4b8a215c90', '00000000-0000-0000-0000-000000000000']],
    ['Array(String)', nasty],
    ['Array(Nullable(String))', ['a', null, `'`]],
    ["DateTime64(6,'UTC')", '2022-07-01 12:34:56.123456'],
    ['Date', '2022-07-01'],
    ['Nullable(String)', null],
    ['Nullable(UInt32)', null],
    ['UInt32', 4_294_967_295],
    ['Int64', -9_007_199_254_740_991],
    ['Bool', true],
    ['Array(UInt32)', [1, 2, 3]],
    ['Map(String, String)', { [`k'`]: `v\\` }],
    ...nasty.map((value): [string, unknown] => ['String', value]),
  ] satisfies [string, unknown][])('binds %s: %j', async (type: string, value) => {
    expect(await engine.rows(`SELECT {x:${type}} AS x`, { x: value })).toEqual([{ x: value }]);
  });

  it('binds decimals to the last digit', async () => {
    const x = '123456789012345678.123456';
    expect(await engine.rows('SELECT toString({x:Decimal(24,6)}) AS x', { x })).toEqual([{ x }]);
  });

  it('binds 10,000 ids at once', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `'${index}`);
    const found = await engine.rows(
      'SELECT length({ids:Array(String)}) AS n, {ids:Array(String)}[-1] AS last',
      { ids },
    );
    expect(found).toEqual([{ n: 10_000, last: `'9999` }]);
  });

  it.each([
    [131_072, 'form'],
    [131_072, 'URL'],
  ])(
    'takes a parameter of %i bytes in a %s, and no longer one, as ClickHouse does',
    async (length, where) => {
      const ask = (x: string) =>
        engine.client.query({
          query: 'SELECT length({x:String}) AS n',
          query_params: { x },
          use_multipart_params: where === 'form',
        });
      expect(await (await ask('x'.repeat(length))).json()).toMatchObject({ data: [{ n: length }] });
      await expect(ask('x'.repeat(length + 1))).rejects.toThrow('Field value too long');
    },
  );

  it('refuses a statement whose parameter is missing', async () => {
    await expect(engine.rows('SELECT {x:String}')).rejects.toMatchObject({ code: '456' });
  });

  it.each([
    'JSONEachRow',
    'CSV',
    'CSVWithNames',
    'TSVWithNamesAndTypes',
    'JSONCompactEachRowWithNames',
  ] as const)('streams 200,000 rows as %s, with one header', async (format) => {
    const query = `SELECT number AS n, toString(number) AS "a ""b""" FROM numbers(200000) FORMAT ${format}`;
    const { stream } = await engine.client.exec({ query });
    const whole = await engine.client.exec({ query, clickhouse_settings: { wait_end_of_query: 1 } });
    expect(await text(stream)).toBe(await text(whole.stream));
  });

  it('answers whole documents', async () => {
    const result = await engine.client.query({
      query: 'SELECT number AS n FROM numbers(100000)',
      format: 'JSON',
    });
    expect(await result.json()).toMatchObject({ rows: 100_000, meta: [{ name: 'n', type: 'UInt64' }] });
  });

  it('compresses results for those who ask', async () => {
    const compressing = createClient({ url: engine.url, compression: { request: true, response: true } });
    const result = await compressing.query({
      query: 'SELECT number AS n FROM numbers(3)',
      format: 'JSONEachRow',
    });
    expect(result.response_headers['content-encoding']).toBe('gzip');
    expect(await result.json()).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    await compressing.close();
  });

  it.each([
    ['SELEC 1', '62', 'SYNTAX_ERROR'],
    ['SELECT * FROM missing', '60', 'UNKNOWN_TABLE'],
    ['SELECT 1; SELECT 2', '62', 'SYNTAX_ERROR'],
    ["SELECT throwIf(1, 'no; (A_TEXT)')", '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
  ])('%s fails in the words of ClickHouse', async (query, code, type) => {
    const failure = engine.client.command({ query });
    await expect(failure).rejects.toMatchObject({ code });
    if (!query.includes('A_TEXT')) await expect(failure).rejects.toMatchObject({ type });
  });

  it('tells an error that comes after the first rows', async () => {
    const query = 'SELECT throwIf(number = 190000) FROM numbers(200000) SETTINGS max_block_size = 1000';
    const result = await engine.client.query({ query, format: 'JSONEachRow' });
    await expect(result.json()).rejects.toMatchObject({ code: '395' });
  });

  it('lets no setting, parameter or database leak into another request', async () => {
    const other = `d_${randomUUID().replaceAll('-', '')}`;
    await engine.client.command({ query: `CREATE DATABASE ${other}` });
    const inOther = createClient({ url: engine.url, database: other });
    const asked = `SELECT getSetting('max_threads') AS threads, currentDatabase() AS base`;
    const usual = await engine.rows<{ threads: number; base: string }>(asked);
    const changed = await inOther.query({
      query: `${asked}, {x:UInt8} AS x`,
      clickhouse_settings: { max_threads: 7 },
      query_params: { x: 1 },
      format: 'JSONEachRow',
    });
    expect(await changed.json()).toEqual([{ threads: 7, base: other, x: 1 }]);
    expect(await engine.rows(asked)).toEqual(usual);
    await expect(engine.rows('SELECT {x:UInt8}')).rejects.toMatchObject({ code: '456' });
    await inOther.close();
  });

  it('keeps what belongs to a named session, and only for it', async () => {
    const session_id = randomUUID();
    await engine.client.command({ query: 'CREATE TEMPORARY TABLE mine (a UInt8)', session_id });
    await engine.client.command({ query: 'INSERT INTO mine VALUES (1), (2)', session_id });
    const counted = await engine.client.query({
      query: 'SELECT count() AS n FROM mine',
      session_id,
      format: 'JSONEachRow',
    });
    expect(await counted.json()).toEqual([{ n: 2 }]);
    await expect(engine.rows('SELECT count() FROM mine')).rejects.toMatchObject({ code: '60' });
  });

  it('runs many requests at once and mixes nothing up', async () => {
    const asked = Array.from({ length: 200 }, (_, index) => index);
    const answers = await Promise.all(
      asked.map((x) =>
        engine.rows(
          `SELECT {x:UInt32} AS x, getSetting('max_threads') AS threads`,
          { x },
          { max_threads: 1 + (x % 9) },
        ),
      ),
    );
    expect(answers).toEqual(asked.map((x) => [{ x, threads: 1 + (x % 9) }]));
  });

  it('keeps answering while a long query runs', async () => {
    let ended = false;
    const long = engine
      .rows('SELECT (SELECT sum(sipHash64(number)) FROM numbers(300000000)) AS s')
      .finally(() => (ended = true));
    await engine.rows('SELECT 1');
    expect(ended).toBe(false);
    await long;
  });

  const forever = 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)';

  async function running(): Promise<number> {
    const [found] = await engine.rows<{ n: number }>(
      `SELECT count() AS n FROM system.processes WHERE query LIKE 'SELECT sum(sipHash64(number)) FROM numbers(10000%'`,
    );
    return found!.n;
  }

  it.each([
    ['a result that is streamed', {}],
    ['a result that is computed first', { wait_end_of_query: 1 as const }],
  ])('ends the query of a client that has gone away: %s', async (_, settings) => {
    const gone = new AbortController();
    const query = engine.client.query({
      query: forever,
      abort_signal: gone.signal,
      clickhouse_settings: settings,
    });
    await waitFor(async () => (await running()) === 1, { what: 'the query to run' });
    gone.abort();
    await expect(query).rejects.toThrow('abort');
    await waitFor(async () => (await running()) === 0, { what: 'the query to end' });
  });

  it('kills queries by the ids that clients gave them', async () => {
    const killed = engine.client.query({ query: forever, query_id: 'work/1' });
    const outcome = expect(killed).rejects.toMatchObject({ code: '394' });
    const other = new AbortController();
    const spared = engine.client.query({ query: forever, query_id: 'other', abort_signal: other.signal });
    await waitFor(async () => (await running()) === 2, { what: 'the queries to run' });
    await engine.client.command({
      query: 'KILL QUERY WHERE startsWith(query_id, {prefix:String}) ASYNC',
      query_params: { prefix: 'work/' },
    });
    await outcome;
    // Its client hears of the end a moment before the engine has forgotten it.
    await waitFor(async () => (await running()) === 1, { what: 'the killed query to be gone' });
    other.abort();
    await expect(spared).rejects.toThrow('abort');
    await waitFor(async () => (await running()) === 0, { what: 'the query to end' });
  });

  it('keeps to max_execution_time', async () => {
    await expect(engine.rows(forever, {}, { max_execution_time: 0.3 })).rejects.toMatchObject({
      code: '159',
    });
  });

  it('leaves nothing of a table whose creation fails', async () => {
    const create = engine.client.command({
      query: 'CREATE TABLE broken (a UInt8) ENGINE = MergeTree ORDER BY missing',
    });
    await expect(create).rejects.toMatchObject({ code: '47' });
    await engine.client.command({ query: 'CREATE TABLE broken (a UInt8) ENGINE = MergeTree ORDER BY a' });
    await expect(
      engine.client.command({ query: 'CREATE TABLE broken (a UInt8) ENGINE = MergeTree ORDER BY a' }),
    ).rejects.toMatchObject({ code: '57', type: 'TABLE_ALREADY_EXISTS' });
  });

  it('computes days in UTC, wherever the machine stands', async () => {
    expect(await engine.rows('SELECT timezone() AS zone')).toEqual([{ zone: 'UTC' }]);
  });
});
