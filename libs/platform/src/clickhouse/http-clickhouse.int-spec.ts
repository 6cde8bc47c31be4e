import { ClickHouseError } from '@clickhouse/client';
import {
  clickhouseForTest,
  describeWith,
  embeddedClickHouseForTest,
  waitFor,
  type TestResource,
} from '@muster/testing';
import { randomUUID } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { DependencyDownError } from '../errors/errors';
import type { ClickHouseConfig } from '../config/platform-config';
import { engineRefusal, isCancelledQuery } from './engine-refusal';
import { HttpClickHouse } from './http-clickhouse';
import { createClickHouseDatabase } from './migrate-clickhouse';

/** What services may expect of a ClickHouse, wherever it runs. */
function promises(openBackend: () => Promise<TestResource>): void {
  let backend: TestResource;
  let config: ClickHouseConfig;
  let clickhouse: HttpClickHouse;

  beforeAll(async () => {
    backend = await openBackend();
    config = {
      url: new URL(backend.env['CLICKHOUSE_URL']!),
      database: backend.env['CLICKHOUSE_DATABASE']!,
    };
    await createClickHouseDatabase(config);
    clickhouse = new HttpClickHouse(config, 'test');
    await clickhouse.command('CREATE TABLE numbers (n UInt64, t String) ENGINE = MergeTree ORDER BY n');
  });

  afterAll(async () => {
    await clickhouse.close();
    await backend.dispose();
  });

  it('binds values and never lets them become SQL', async () => {
    const hostile = `'; DROP TABLE numbers; -- \\ \n\t\0 ü`;
    const [row] = await clickhouse.query<{ text: string; list: string[]; n: number }>(
      'SELECT {text:String} AS text, {list:Array(String)} AS list, {n:UInt64} AS n',
      { text: hostile, list: [hostile, ''], n: 7 },
    );
    expect(row).toEqual({ text: hostile, list: [hostile, ''], n: 7 });
  });

  it('binds lists that do not fit into a URL', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `element ${index}`);
    const [row] = await clickhouse.query<{ n: number }>('SELECT length({many:Array(String)}) AS n', { many });
    expect(row).toEqual({ n: 20_000 });
  });

  it('binds texts and lists that do not fit into a field, also of statements that write', async () => {
    const text = `'ü\\`.repeat(100_000);
    const many = Array.from({ length: 50_000 }, (_, index) => index * 2);
    const select = `SELECT lengthUTF8({text:String}) AS n, countIf(number IN {many:Array(UInt64)}) AS found FROM numbers(10)`;
    expect(await clickhouse.query(select, { text, many })).toEqual([{ n: 300_000, found: 5 }]);
    await clickhouse.command('CREATE TABLE lengths (n UInt64, found UInt64) ENGINE = MergeTree ORDER BY n');
    const { elapsedMs } = await clickhouse.command(`INSERT INTO lengths ${select}`, { text, many });
    expect(elapsedMs).toBeGreaterThan(0);
    expect(await clickhouse.query('SELECT n, found FROM lengths')).toEqual([{ n: 300_000, found: 5 }]);
  });

  it('inserts rows as they come, and none for none', async () => {
    const rows = async function* () {
      for (let n = 0; n < 100_000; n++) yield { n, t: `row ${n}` };
    };
    await clickhouse.insert('numbers', rows());
    await clickhouse.insert('numbers', []);
    const [row] = await clickhouse.query<{ n: number }>('SELECT count() AS n FROM numbers');
    expect(row).toEqual({ n: 100_000 });
  });

  it('inserts rows in the format of the engine, all or none', async () => {
    const bytes = (n: number): Buffer => {
      const row = Buffer.alloc(2);
      row.writeUInt16LE(n);
      return row;
    };
    await clickhouse.command(
      'CREATE TABLE shorts (n UInt16, d UInt8 DEFAULT 7) ENGINE = MergeTree ORDER BY n',
    );
    const { rowsWritten } = await clickhouse.insertBinary('shorts', ['n'], [bytes(1), bytes(65_535)]);
    expect(rowsWritten).toBe(2);
    await expect(
      clickhouse.insertBinary('shorts', ['n'], [bytes(2), bytes(3).subarray(0, 1)]),
    ).rejects.toThrow();
    expect(await clickhouse.query('SELECT n, d FROM shorts ORDER BY n')).toEqual([
      { n: 1, d: 7 },
      { n: 65_535, d: 7 },
    ]);
  });

  it('takes nothing but names for a table and columns', async () => {
    await expect(clickhouse.insertBinary('shorts', ['n) SELECT (1'], [])).rejects.toThrow('not a name');
    await expect(clickhouse.insert('shorts SELECT 1 --', [{ n: 1 }])).rejects.toThrow('not a name');
  });

  it('fails with the failure of the source of the rows', async () => {
    const rows = function* () {
      yield { n: 1, t: 'x'.repeat(100_000) };
      throw new RangeError('the file is broken');
    };
    await expect(clickhouse.insert('numbers', rows())).rejects.toThrow(new RangeError('the file is broken'));
  });

  it('tells what a statement took', async () => {
    await clickhouse.command('CREATE TABLE copy (n UInt64) ENGINE = MergeTree ORDER BY n');
    const statistics = await clickhouse.command('INSERT INTO copy SELECT number FROM numbers(1000)');
    expect(statistics.elapsedMs).toBeGreaterThan(0);
    // The embedded engine does not tell.
    expect([0, 1000]).toContain(statistics.rowsWritten);
  });

  it('streams the bytes of a format', async () => {
    const stream = await clickhouse.stream('SELECT number AS n FROM numbers(3) FORMAT CSVWithNames');
    expect((await buffer(stream)).toString()).toBe('"n"\n0\n1\n2\n');
  });

  it('fails a stream when the engine fails late', async () => {
    const stream = await clickhouse.stream(
      "SELECT number, throwIf(number = 3000000, 'too far') FROM numbers(4000000) FORMAT CSV",
      {},
      { settings: { max_block_size: 10_000, max_threads: 1 } },
    );
    await expect(buffer(stream)).rejects.toThrow('too far');
  });

  it('tells a reader that begins late why the engine failed', async () => {
    const queryId = `late-reader-${randomUUID()}`;
    const stream = await clickhouse.stream(
      "SELECT number, throwIf(number = 20000, 'too far') FROM numbers(40000) FORMAT CSV",
      {},
      { queryId, settings: { max_block_size: 1_000, max_threads: 1 } },
    );
    // The engine has closed the connection before the first byte is read.
    const processes = 'SELECT query_id FROM system.processes WHERE query_id = {queryId:String}';
    await waitFor(async () => (await clickhouse.query(processes, { queryId })).length === 0, {
      what: 'the engine to end the query',
    });
    await expect(buffer(stream)).rejects.toThrow('too far');
  });

  it('ends a statement on request', async () => {
    const controller = new AbortController();
    const running = clickhouse.command(
      'SELECT sleepEachRow(0.5) FROM numbers(20)',
      {},
      { signal: controller.signal, settings: { max_block_size: 1 } },
    );
    controller.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
  });

  it('leaves nothing that listens to a signal, whatever it was given to', async () => {
    const { signal } = new AbortController();
    for (let statement = 0; statement < 12; statement++) await clickhouse.query('SELECT 1', {}, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('sends no statement that was given up before', async () => {
    await clickhouse.command('CREATE TABLE given_up (n UInt8) ENGINE = MergeTree ORDER BY n');
    const signal = AbortSignal.abort(new Error('no longer wanted'));
    await expect(clickhouse.command('INSERT INTO given_up VALUES (1)', {}, { signal })).rejects.toThrow(
      'no longer wanted',
    );
    expect(await clickhouse.query('SELECT n FROM given_up')).toEqual([]);
  });

  it('tells a wrong statement from a missing table and from an engine that is away', async () => {
    await expect(clickhouse.query('SELECT nonsense')).rejects.toBeInstanceOf(ClickHouseError);
    await expect(clickhouse.query('SELECT * FROM nowhere')).rejects.toBeInstanceOf(DependencyDownError);
    const away = new HttpClickHouse({ ...config, url: new URL('http://127.0.0.1:1') }, 'test');
    await expect(away.query('SELECT 1')).rejects.toBeInstanceOf(DependencyDownError);
    await away.close();
  });

  it('stops queries by their ids', async () => {
    const endless = 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) % 7 = 1';
    const ended = clickhouse.query(endless, {}, { queryId: 'work/7/a' }).catch((error: unknown) => error);
    // The query may not have begun when it is stopped for the first time.
    const error = await waitFor(
      async () => {
        await clickhouse.cancelQueries('work/7/');
        return Promise.race([ended, setImmediate(undefined)]);
      },
      { what: 'the query to be stopped' },
    );
    expect(isCancelledQuery(error)).toBe(true);
  });

  it('waits until the queries have ended, when it is told to', async () => {
    const slow = 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) % 7 = 1';
    let ended = false;
    const query = clickhouse.query(slow, {}, { queryId: 'work/8/a' }).catch(() => {
      ended = true;
    });
    await waitFor(
      async () => {
        await clickhouse.cancelQueries('work/8/', true);
        await setImmediate();
        return ended;
      },
      { what: 'the query to be stopped' },
    );
    await query;
    // Nothing to wait for.
    await clickhouse.cancelQueries('work/8/', true);
  });

  it('stops nothing without a prefix', async () => {
    await expect(clickhouse.cancelQueries('')).rejects.toThrow('every query');
  });

  it('limits the time and memory of every query', async () => {
    const limited = new HttpClickHouse({ ...config, limits: { executionSeconds: 1, memoryMib: 64 } }, 'test');
    const kindOf = (query: Promise<unknown>) =>
      query.then(
        () => undefined,
        (error: unknown) => engineRefusal(error)?.kind,
      );
    const endless = 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) % 7 = 1';
    const large = 'SELECT length(groupArray(number)) AS n FROM numbers(100000000)';
    expect(await kindOf(limited.query(endless))).toBe('time-limit');
    expect(await kindOf(limited.query(large))).toBe('memory-limit');
    await limited.close();
  });
}

describeWith(['clickhouse'], 'HttpClickHouse', () => {
  promises(clickhouseForTest);
});

describeWith(['clickhouse'], "HttpClickHouse on standalone's server", () => {
  promises(embeddedClickHouseForTest);
});
