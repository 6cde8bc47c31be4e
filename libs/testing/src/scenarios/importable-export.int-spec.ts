import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FileFormat } from '@muster/contracts';
import { memberFormats } from '@muster/exporter';
import { checkProfile, profileShape, readRows } from '@muster/importer';
import type { ClickHouse } from '@muster/platform';
import fc from 'fast-check';
import { describeWith } from '../describe-with';
import { dataTablesForTest } from '../resources/data-tables-for-test';

/** Everything that separators, spreadsheets and JSON could stumble over. */
const hostileId = fc.string({
  unit: fc.constantFrom(
    ...['a', '7', ';', ',', '|', '"', "'", ' ', '\t', '\n', '\r', '\v', '[', ']', '\\', '/', '=', '-'],
    ...['\u00a0', '\u2028', '\ufeff', '\u200b', 'é', '😀', '["a"]', '\u0085'],
  ),
  minLength: 1,
  maxLength: 6,
});
const ids = fc.uniqueArray(hostileId, { maxLength: 4 });
const users = fc.array(fc.record({ entityId: hostileId, accountIds: ids, deviceIds: ids }), {
  minLength: 1,
  maxLength: 30,
});

describeWith(['clickhouse'], 'an exported file', () => {
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  let clickhouse: ClickHouse;

  beforeAll(async () => {
    tables = await dataTablesForTest();
    clickhouse = tables.clickhouse;
    await clickhouse.command(
      `CREATE TABLE exported (batch UInt32, row UInt32, entity_id String, accounts Array(String), devices Array(String))
       ENGINE = MergeTree ORDER BY (batch, row)`,
    );
  });
  afterAll(() => tables.dispose());

  /** Written as an exporter writes it. */
  async function exported(batch: number, format: FileFormat): Promise<string> {
    const { header, engineFormat, list } = memberFormats[format];
    const rows = await clickhouse.stream(
      `SELECT entity_id, ${list('accounts')} AS account_ids, ${list('devices')} AS device_ids
       FROM exported WHERE batch = {batch:UInt32} ORDER BY row FORMAT ${engineFormat}`,
      { batch },
      { settings: { output_format_json_escape_forward_slashes: 0 } },
    );
    return header + (await buffer(rows)).toString('utf8');
  }

  async function imported(file: string, format: FileFormat): Promise<unknown[]> {
    const source = Readable.from([Buffer.from(file)]);
    const read: unknown[] = [];
    for await (const rows of readRows(source, { format, compression: 'none', shapeOf: profileShape })) {
      for (const row of rows) read.push('value' in row ? idsOf(checkProfile(row.value)) : row.problem);
    }
    return read;
  }

  it('can be imported as users, as it is and through a spreadsheet, whatever the ids look like', async () => {
    let batch = 0;
    await fc.assert(
      fc.asyncProperty(users, async (members) => {
        batch++;
        await clickhouse.insert(
          'exported',
          members.map(({ entityId, accountIds, deviceIds }, row) => ({
            ...{ batch, row, entity_id: entityId, accounts: accountIds, devices: deviceIds },
          })),
        );
        expect(await imported(await exported(batch, 'ndjson'), 'ndjson')).toEqual(members);
        const csv = await exported(batch, 'csv');
        expect(await imported(csv, 'csv')).toEqual(members);
        for (const delimiter of [',', ';', '\t'])
          expect(await imported(savedBySpreadsheet(csv, delimiter), 'csv')).toEqual(members);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

function idsOf(checked: ReturnType<typeof checkProfile>): unknown {
  if (!checked.ok) return checked.problem;
  const { entityId, accountIds = [], deviceIds = [] } = checked.row;
  return { entityId, accountIds, deviceIds };
}

/** "CSV UTF-8": a byte order mark, CRLF at the ends of rows, quotes only where they must be, in some countries no commas. */
function savedBySpreadsheet(csv: string, delimiter: string): string {
  const rows: string[][] = [[]];
  for (const [, quoted = '', end] of csv.matchAll(/"((?:[^"]|"")*)"(,|\n)/g)) {
    const text = quoted.replaceAll('""', '"');
    const needsQuotes = text.includes(delimiter) || /["\r\n]/.test(text);
    rows.at(-1)?.push(needsQuotes ? `"${quoted}"` : text);
    if (end === '\n') rows.push([]);
  }
  return `\uFEFF${rows
    .slice(0, -1)
    .map((cells) => `${cells.join(delimiter)}\r\n`)
    .join('')}`;
}
