import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { memberFormats } from './file-format';
import { RowCounter } from './row-counter';

const pass = (chunks: readonly string[], format: 'csv' | 'ndjson', expected: number) =>
  buffer(
    Readable.from(chunks.map((chunk) => Buffer.from(chunk))).pipe(
      new RowCounter(memberFormats[format], expected),
    ),
  );

const header = memberFormats.csv.header;

describe('RowCounter', () => {
  it.each([
    ['csv', 0, [header]],
    ['csv', 2, [header, '"a","",""\n"b","x;y",""\n']],
    ['csv', 1, [header, '"line\nend","",""\n']],
    ['csv', 1, [header, '"quote "" and\n\nends","",""\n']],
    ['csv', 2, [header, '"a"', '",\n', '","",""\n"b","",""', '\n']],
    ['ndjson', 0, ['']],
    ['ndjson', 2, ['{"entity_id":"a\\n\\""}\n{"enti', 'ty_id":"b"}\n']],
  ] as const)('%s with %i rows passes unchanged: %j', async (format, rows, chunks) => {
    expect((await pass(chunks, format, rows)).toString()).toBe(chunks.join(''));
  });

  it.each([
    ['csv', 3, [header, '"a","",""\n"b","",""\n']],
    ['csv', 0, [header, '"a","",""\n']],
    ['csv', 2, [header, '"two\nlines","",""\n']],
    ['ndjson', 2, ['{"entity_id":"a"}\n']],
  ] as const)('%s that has not %i rows ends with an error: %j', async (format, rows, chunks) => {
    await expect(pass(chunks, format, rows)).rejects.toMatchObject({ code: 'export.row-count-mismatch' });
  });
});
