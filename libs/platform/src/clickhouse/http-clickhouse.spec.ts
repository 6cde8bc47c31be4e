import { ClickHouseError } from '@clickhouse/client';
import { buffer } from 'node:stream/consumers';
import { HttpClickHouse } from './http-clickhouse';
import { RecordedClickHouse, type RawAnswer } from './recorded-clickhouse-fixture-spec';

/** As the engine sends them while a statement runs; the largest have 20 digits in each of eight fields. */
const PROGRESS = `X-ClickHouse-Progress: ${JSON.stringify({ read_rows: '18446744073709551615', read_bytes: '18446744073709551615', total_rows_to_read: '18446744073709551615', elapsed_ns: '840000000000', memory_usage: '18446744073709551615' })}`;

describe('what HttpClickHouse sends and understands', () => {
  let server: RecordedClickHouse;
  let clickhouse: HttpClickHouse;
  let answer: RawAnswer;

  beforeEach(async () => {
    answer = {};
    server = await RecordedClickHouse.start(() => answer);
    clickhouse = new HttpClickHouse({ url: server.url, database: 'test' }, 'test');
  });

  afterEach(async () => {
    await clickhouse.close();
    await server.stop();
  });

  /** One of each kind of statement, under one name. */
  const statements: Readonly<Record<string, () => Promise<unknown>>> = {
    query: () => clickhouse.query('SELECT 1', {}, { queryId: 'run/7/piece' }),
    command: () => clickhouse.command('DROP TABLE nothing', {}, { queryId: 'run/7/piece' }),
    'a command of many parameters': () =>
      clickhouse.command(
        'DELETE FROM t WHERE id IN {ids:Array(String)}',
        { ids: Array.from({ length: 20_000 }, (_, index) => `id ${String(index)}`) },
        { queryId: 'run/7/piece' },
      ),
    insert: () => clickhouse.insert('t', [{ n: 1 }], { queryId: 'run/7/piece' }),
    insertBinary: () => clickhouse.insertBinary('t', ['n'], [Buffer.from([1])], { queryId: 'run/7/piece' }),
    stream: async () => buffer(await clickhouse.stream('SELECT 1', {}, { queryId: 'run/7/piece' })),
  };
  const kinds = Object.entries(statements);

  it('no statement has the id of another, in whatever process', async () => {
    const other = new HttpClickHouse({ url: server.url, database: 'test' }, 'test');
    for (const [, execute] of [...kinds, ...kinds]) await execute();
    await other.query('SELECT 1', {}, { queryId: 'run/7/piece' });
    await other.close();
    const ids = server.asked.map((url) => url.searchParams.get('query_id') ?? '');
    expect(ids).toHaveLength(2 * kinds.length + 1);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id.startsWith('run/7/piece/'))).toBe(true);
  });

  it.each(kinds)('asks the engine to say that it works: %s', async (_, execute) => {
    await execute();
    const settings = server.asked[0]?.searchParams;
    expect(settings?.get('send_progress_in_http_headers')).toBe('1');
    expect(settings?.get('http_headers_progress_interval_ms')).toBe('40000');
  });

  // 840 of them are 190 KiB: a statement of the longest time, heard of every second.
  it.each(kinds)('understands an answer after many words of progress: %s', async (_, execute) => {
    answer = { headers: Array.from({ length: 840 }, () => PROGRESS) };
    await execute();
  });

  it.each(kinds)('fails when the engine failed after its first word of progress: %s', async (_, execute) => {
    answer = {
      headers: [PROGRESS, PROGRESS, 'X-ClickHouse-Exception-Code: 241'],
      body: 'Code: 241. DB::Exception: Query memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)\n',
    };
    await expect(execute()).rejects.toMatchObject({ code: '241' });
    await expect(execute()).rejects.toBeInstanceOf(ClickHouseError);
  });
});
