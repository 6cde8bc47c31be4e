import { Readable } from 'node:stream';
import { createClient } from '@clickhouse/client';
import { EngineFixture, nasty } from './engine-fixture-spec';

let engine: EngineFixture;

beforeAll(async () => {
  engine = await EngineFixture.start();
});

afterAll(() => engine.stop());

describe('inserts into the embedded ClickHouse', () => {
  it('inserts rows, fills defaults and fires materialized views', async () => {
    const name = await engine.table(`a UInt32, b String DEFAULT 'none', c UInt64 MATERIALIZED a * 2`);
    const counts = await engine.table('n UInt64', 'SummingMergeTree ORDER BY tuple()');
    await engine.client.command({
      query: `CREATE MATERIALIZED VIEW ${name}_view TO ${counts} AS SELECT count() AS n FROM ${name}`,
    });
    const values = [{ a: 1 }, { a: 2, b: nasty.join('|') }];
    const { summary } = await engine.client.insert({ table: name, values, format: 'JSONEachRow' });
    expect(summary).toMatchObject({ written_rows: '2' });
    expect(await engine.rows(`SELECT a, b, c FROM ${name} ORDER BY a`)).toEqual([
      { a: 1, b: 'none', c: 2 },
      { a: 2, b: nasty.join('|'), c: 4 },
    ]);
    expect(await engine.rows(`SELECT sum(n) AS n FROM ${counts}`)).toEqual([{ n: 2 }]);
  });

  it('inserts a stream of 100 MB, compressed on the way', async () => {
    const name = await engine.table('a UInt32, b String');
    const compressing = createClient({ url: engine.url, compression: { request: true, response: true } });
    const filler = 'x'.repeat(1_000);
    const values = Readable.from(
      (function* () {
        for (let a = 0; a < 100_000; a++) yield { a, b: filler };
      })(),
    );
    await compressing.insert({ table: name, values, format: 'JSONEachRow' });
    await compressing.close();
    expect(
      await engine.rows(`SELECT count() AS n, sum(length(b)) AS bytes, max(a) AS last FROM ${name}`),
    ).toEqual([{ n: 100_000, bytes: 100_000_000, last: 99_999 }]);
  });

  it('inserts binary formats', async () => {
    const name = await engine.table('a UInt32');
    const body = Buffer.alloc(8);
    body.writeUInt32LE(7, 0);
    body.writeUInt32LE(0xfffefdfc, 4);
    await engine.client.exec({
      query: `INSERT INTO ${name} FORMAT RowBinary`,
      values: Readable.from([body]),
    });
    expect(await engine.rows(`SELECT a FROM ${name} ORDER BY a`)).toEqual([{ a: 7 }, { a: 0xfffefdfc }]);
  });

  it('says which row of an insert is broken and keeps none', async () => {
    const name = await engine.table('a UInt32');
    const values = [{ a: 1 }, { a: 'x' }];
    const insert = engine.client.insert({ table: name, values, format: 'JSONEachRow' });
    await expect(insert).rejects.toThrow('at row 2');
    expect(await engine.rows(`SELECT count() AS n FROM ${name}`)).toEqual([{ n: 0 }]);
  });

  it('takes an insert without rows', async () => {
    const name = await engine.table('a UInt32');
    await engine.client.insert({ table: name, values: Readable.from([]), format: 'JSONEachRow' });
    expect(await engine.rows(`SELECT count() AS n FROM ${name}`)).toEqual([{ n: 0 }]);
  });
});
