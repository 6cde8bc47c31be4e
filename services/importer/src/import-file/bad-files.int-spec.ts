import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describeWith } from '@muster/testing';
import { type ImportDraft, type ImporterEngines, importerEngines, lastTold } from '../importer-fixture-spec';

const HEADER = 'entity_id,app,event,time,amount';
const GOOD = 'u1,shop,view,2022-03-01T12:00:00Z,1';

describeWith(['postgres', 'clickhouse', 'object-store'], 'files that are at fault', () => {
  let engines: ImporterEngines;
  let importer: Awaited<ReturnType<ImporterEngines['importer']>>;
  let organisationId: string;

  beforeAll(async () => {
    engines = await importerEngines();
    importer = await engines.importer();
  });
  afterAll(() => engines.dispose());
  beforeEach(() => {
    organisationId = randomUUID();
  });

  async function land(draft: Partial<ImportDraft>, file: string | Buffer) {
    await importer.importFile.execute(
      await engines.request({ organisationId, kind: 'behaviors', ...draft }, file),
    );
    return lastTold(importer.publisher);
  }

  async function landed(): Promise<number> {
    let total = 0;
    for (const table of ['events', 'event_days', 'users', 'user_attributes', 'identities', 'tag_values']) {
      const [row] = await engines.clickhouse.query<{ rows: number }>(
        `SELECT count() AS rows FROM ${table} WHERE organisation = {organisation:UUID}`,
        { organisation: organisationId },
      );
      total += row?.rows ?? 0;
    }
    return total;
  }

  const manyRows = Array.from({ length: 30_000 }, () => GOOD).join('\n');
  const truncated = gzipSync(`${HEADER}\n${manyRows}`);

  it.each<[code: string, message: RegExp, draft: Partial<ImportDraft>, file: string | Buffer]>([
    ['file.empty', /not even a header/, {}, ''],
    ['file.empty', /no rows/, { format: 'ndjson' }, '\n\n'],
    ['file.column-missing', /event, time/, {}, 'entity_id,app\nu1,shop\n'],
    ['file.column-missing', /entity_id, account_id, device_id/, {}, 'app,event,time\nshop,view,2022-01-01\n'],
    ['file.column-missing', /entity_id/, { kind: 'users' }, 'city\nOslo\n'],
    ['file.column-conflict', /entity_id, account_id/, {}, 'entity_id,account_id,app,event,time\n'],
    ['file.column-duplicate', /"amount"/, {}, `${HEADER},amount\n`],
    ['file.column-unknown', /"weight"/, { kind: 'tags' }, 'entity_id,tag,value,date,weight\n'],
    ['file.column-unknown', /"a\tb"/, {}, `${HEADER},a\tb\n`],
    [
      'file.csv-invalid',
      /line 3: a quote is never closed/,
      {},
      `${HEADER}\n${GOOD}\nu1,"shop,view\n${GOOD}\n`,
    ],
    ['file.not-utf8', /line 3, byte 70/, {}, Buffer.from(`${HEADER}\n${GOOD}\nu\xe9,shop`, 'latin1')],
    ['file.not-utf8', /line 1, byte 2/, {}, gzipSync('a')],
    ['file.gzip-truncated', /ends before/, { compression: 'gzip' }, truncated.subarray(0, -20)],
    ['file.gzip-invalid', /not a valid gzip/, { compression: 'gzip' }, HEADER],
    ['file.time-zone-invalid', /Mars/, { timeZone: 'Mars/Olympus' }, `${HEADER}\n${GOOD}\n`],
  ])('%s', async (code, message, draft, file) => {
    const told = await land(draft, file);
    expect(told).toMatchObject({
      type: 'audience.import.failed.v1',
      data: { code, message: expect.stringMatching(message) },
    });
    expect(await landed()).toBe(0);
  });

  it('fails when nothing has been uploaded', async () => {
    const told = await land({ objectKey: 'nowhere' }, '');
    expect(told.data).toMatchObject({ code: 'file.missing' });
  });

  it('completes with no rows when there is only a header', async () => {
    const told = await land({}, `${HEADER}\n`);
    expect(told).toMatchObject({
      type: 'audience.import.completed.v1',
      data: { rows: 0, landed: 0, rejected: 0 },
    });
  });

  const brokenRows = [
    HEADER,
    GOOD,
    'u1,shop,view,yesterday,1',
    'u1,shop,view,2022-03-01T12:00:00Z',
    `${GOOD},2`,
    ',shop,view,2022-03-01T12:00:00Z,1',
    'u1,shop, view,2022-03-01T12:00:00Z,1',
    'u1,shop,"view"er,2022-03-01T12:00:00Z,1',
    GOOD,
  ].join('\n');

  it('lands the rest and reports broken rows by number, line and reason', async () => {
    const told = await land({}, brokenRows);
    expect(told).toMatchObject({
      type: 'audience.import.completed.v1',
      data: { rows: 8, landed: 2, rejected: 6 },
    });
    expect(await engines.report(String(told.data['reportKey']))).toEqual([
      { row: 2, line: 3, code: 'row.time-invalid', field: 'time', message: expect.any(String) },
      { row: 3, line: 4, code: 'row.column-missing', message: 'the row has 4 columns, the header 5' },
      { row: 4, line: 5, code: 'row.too-many-columns', message: 'the row has 6 columns, the header 5' },
      { row: 5, line: 6, code: 'row.value-missing', field: 'user.id', message: expect.any(String) },
      { row: 6, line: 7, code: 'row.name-invalid', field: 'event', message: expect.any(String) },
      { row: 7, line: 8, code: 'row.csv-invalid', message: 'a closing quote is followed by more text' },
    ]);
  });

  it('lands nothing of a file with a broken row when told to abort, and says which row it was', async () => {
    const told = await land({ onBrokenRow: 'abort' }, brokenRows);
    expect(told).toMatchObject({
      type: 'audience.import.failed.v1',
      data: {
        code: 'file.broken-rows',
        message: expect.stringMatching(
          /^6 of 8 rows are broken, so nothing was landed; the first is row 2 \(line 3\): /,
        ),
        rows: 8,
        rejected: 6,
        delimiter: 'comma',
      },
    });
    expect(await engines.report(String(told.data['reportKey']))).toHaveLength(6);
    expect(await landed()).toBe(0);
  });

  it('claims no identity for a file that it gives up because of a conflict', async () => {
    const file = 'entity_id,account_ids\nu1,a1\nu2,a2;a1\nu3,\n';
    const failed = await land({ kind: 'users', onBrokenRow: 'abort' }, file);
    expect(failed.data).toMatchObject({ code: 'file.broken-rows' });
    expect(await landed()).toBe(0);

    // The account is still free for another user, and so is the first uid.
    await land({ kind: 'users' }, 'entity_id,account_ids\nu9,a1\n');
    const reported = await land({ kind: 'users' }, file);
    expect(reported.data).toMatchObject({ rows: 3, landed: 1, rejected: 2 });
    expect(await engines.report(String(reported.data['reportKey']))).toEqual([
      {
        row: 1,
        line: 2,
        code: 'row.identity-conflict',
        field: 'accountIds',
        message: 'the account id "a1" belongs to another user',
      },
      expect.objectContaining({ row: 2, line: 3, code: 'row.identity-conflict' }),
    ]);
    expect(
      await engines.clickhouse.query(
        'SELECT entity_id, uid FROM users FINAL WHERE organisation = {organisation:UUID} ORDER BY uid',
        { organisation: organisationId },
      ),
    ).toEqual([
      { entity_id: 'u9', uid: 1 },
      { entity_id: 'u3', uid: 2 },
    ]);
  });

  it('finds a conflict between rows that are far apart before it claims anything', async () => {
    const rows = Array.from({ length: 6_000 }, (_, n) => `u${n},a${n}`);
    const file = ['entity_id,account_ids', ...rows, 'thief,a0', 'u7,a7'].join('\n');
    const failed = await land({ kind: 'users', onBrokenRow: 'abort' }, file);
    expect(failed.data).toMatchObject({
      code: 'file.broken-rows',
      message: expect.stringContaining('1 of 6002 rows are broken'),
    });
    expect(await engines.report(String(failed.data['reportKey']))).toMatchObject([
      { row: 6_001, code: 'row.identity-conflict', message: 'the account id "a0" belongs to another user' },
    ]);
    await land({ kind: 'users' }, 'entity_id,account_ids\nthief,a0\n');
    expect(
      await engines.clickhouse.query(
        'SELECT entity_id, uid FROM users FINAL WHERE organisation = {organisation:UUID}',
        { organisation: organisationId },
      ),
    ).toEqual([{ entity_id: 'thief', uid: 1 }]);
  });

  it('reports broken rows of NDJSON', async () => {
    const row = { user: { id: 'u1' }, app: 'shop', event: 'view', time: '2022-01-01T00:00:00Z' };
    const told = await land(
      { format: 'ndjson' },
      [
        '{"user":',
        '[1]',
        JSON.stringify({ ...row, colour: 'red' }),
        JSON.stringify({ ...row, user: { id: 'x'.repeat(257) } }),
        JSON.stringify({ ...row, user: { id: 'a\0b' } }),
        JSON.stringify({ ...row, properties: { amount: 1e-7 } }),
        JSON.stringify({ ...row, properties: { 'a\tb': 1 } }),
        JSON.stringify({ ...row, properties: { note: '\ud800' } }),
        JSON.stringify({ ...row, time: '1969-01-01T00:00:00Z' }),
        JSON.stringify({ ...row, properties: { note: 'x'.repeat(1024 * 1024) } }),
      ].join('\n'),
    );
    const report = (await engines.report(String(told.data['reportKey']))) as { row: number; code: string }[];
    expect(report.map(({ row: number, code }) => [number, code])).toEqual([
      [1, 'row.json-invalid'],
      [2, 'row.json-invalid'],
      [3, 'row.unknown-field'],
      [4, 'row.id-invalid'],
      [5, 'row.id-invalid'],
      [6, 'row.number-out-of-range'],
      [7, 'row.name-invalid'],
      [8, 'row.text-invalid'],
      [9, 'row.time-invalid'],
      [10, 'row.too-long'],
    ]);
    expect(await landed()).toBe(0);
  });

  describe('with rubbish', () => {
    const lines = (rows: number) => `${HEADER}\n${'x\n'.repeat(rows)}`;

    it('has a report of so many rows, which says that there are more', async () => {
      const limits = { reported: 3, most: 1_000, mostPercent: 50 };
      const other = await engines.importer(engines.clickhouse, limits);
      await other.importFile.execute(
        await engines.request({ organisationId, kind: 'behaviors' }, `${lines(10)}${GOOD}\n`),
      );
      const told = lastTold(other.publisher);
      expect(told.data).toMatchObject({ rows: 11, landed: 1, rejected: 10 });
      expect(await engines.report(String(told.data['reportKey']))).toEqual([
        ...[1, 2, 3].map((row): unknown => expect.objectContaining({ row, code: 'row.column-missing' })),
        {
          code: 'report.cut',
          message: 'the report ends here: 10 rows are broken, and the first 3 are listed',
        },
      ]);
    });

    it('ends at a number of broken rows, without having read on', async () => {
      const limits = { reported: 2, most: 5, mostPercent: 100 };
      const other = await engines.importer(engines.clickhouse, limits);
      await other.importFile.execute(
        await engines.request(
          { organisationId, kind: 'behaviors' },
          `${GOOD}\n`.replace(/^/, lines(100_000)),
        ),
      );
      expect(lastTold(other.publisher)).toMatchObject({
        type: 'audience.import.failed.v1',
        data: { code: 'file.too-many-broken-rows', rows: 6, rejected: 6 },
      });
      expect(await landed()).toBe(0);
    });

    it('ends at a share of them: four million rows in 8 KB of gzip leave a report of kilobytes', async () => {
      const bomb = gzipSync(lines(4_000_000));
      expect(bomb.length).toBeLessThan(10_000);
      const told = await land({ compression: 'gzip' }, bomb);
      expect(told.data).toMatchObject({
        code: 'file.too-many-broken-rows',
        rows: 100_000,
        rejected: 100_000,
      });
      const report = await engines.store.stat('reports', String(told.data['reportKey']));
      expect(report?.size).toBeLessThan(1_000_000);
    });
  });
});
