import type { CsvDelimiter } from '@muster/contracts';
import { delimiterCharacter, detectDelimiter } from './csv-delimiter';
import { type Cell, CsvParser, type CsvRecord } from './csv-parser';
import { FileError } from './file-error';
import { readHeaderText } from './header-text';
import type { RawContent, RawRow } from './raw-row';

/** The first row of a file, and what separates its cells. */
export interface CsvHeader {
  readonly names: readonly string[];
  readonly delimiter: CsvDelimiter;
}

/** What a header makes of the cells below it. */
export interface CsvShape {
  readonly columns: number;
  /** A record of the kind of the file, not checked yet. */
  toRecord(cells: readonly Cell[]): unknown;
}

/**
 * Rows of CSV, in pieces as they are read. The first row is the header.
 * @throws FileError what `shapeOf` finds wrong with the header, `file.empty`, `file.csv-invalid`.
 */
export async function* csvRows(
  pieces: AsyncIterable<string>,
  shapeOf: (header: CsvHeader) => CsvShape,
): AsyncGenerator<readonly RawRow[]> {
  const { header: text, pieces: all } = await readHeaderText(pieces);
  const delimiter = detectDelimiter(text);
  let shape: CsvShape | undefined;
  let row = 0;
  for await (const records of parsed(all, delimiterCharacter(delimiter))) {
    const [header] = records;
    if (!header) continue;
    const rows = shape ? records : records.slice(1);
    const current = (shape ??= shapeOf({ names: headerNames(header), delimiter }));
    yield rows.map((record) => ({
      row: ++row,
      line: record.line,
      bytes: record.length,
      ...toRow(record, current),
    }));
  }
  if (!shape) throw new FileError('file.empty', 'the file is empty: not even a header');
}

async function* parsed(pieces: AsyncIterable<string>, delimiter: string): AsyncGenerator<CsvRecord[]> {
  const parser = new CsvParser(delimiter);
  for await (const piece of pieces) yield parser.push(piece);
  yield parser.push('', true);
}

function headerNames(header: CsvRecord): readonly string[] {
  if ('problem' in header) {
    throw new FileError('file.csv-invalid', `the header cannot be read: ${header.problem.message}`);
  }
  // People write "entity_id, city"; no name begins or ends with a space.
  return header.cells.map((cell) => (cell ?? '').trim());
}

function toRow(record: CsvRecord, shape: CsvShape): RawContent {
  if ('problem' in record) return { problem: record.problem };
  const { length } = record.cells;
  if (length === shape.columns) return { value: shape.toRecord(record.cells) };
  return {
    problem: {
      code: length < shape.columns ? 'row.column-missing' : 'row.too-many-columns',
      message: `the row has ${length} columns, the header ${shape.columns}`,
    },
  };
}
