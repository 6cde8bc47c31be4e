import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import type { RowProblem } from '../domain/row-problem';
import { FileError } from './file-error';
import { MAX_ROW_BYTES, type RawContent, type RawRow } from './raw-row';

/** A cell: null when it is empty and has no quotes (no value), `''` when it is a pair of quotes (the empty text). */
export type Cell = string | null;

/** What a header makes of the cells below it. */
export interface CsvShape {
  readonly columns: number;
  /** A record of the kind of the file, not checked yet. */
  toRecord(cells: readonly Cell[]): unknown;
}

interface CsvRecord {
  readonly record: readonly Cell[];
  readonly info: { readonly lines: number; readonly bytes: number };
}

/** A record that the parser gave up, and the line on which it did. */
interface Skipped {
  readonly line: number;
  readonly problem: RowProblem;
}

/**
 * Rows of CSV (RFC 4180; lines end in LF or CRLF, a byte order mark is allowed). The first row is the header.
 * @throws FileError what `shapeOf` finds wrong with the header, `file.empty`, `file.csv-invalid` when a quote is never closed.
 */
export async function* csvRows(
  chunks: AsyncIterable<Buffer>,
  shapeOf: (header: readonly string[]) => CsvShape,
): AsyncGenerator<RawRow> {
  const skipped: Skipped[] = [];
  const records = parseRecords(chunks, skipped);
  let shape: CsvShape | undefined;
  let row = 0;
  let readBytes = 0;
  for await (const { record, info } of records) {
    if (!shape) {
      if (skipped.length > 0) break;
      shape = shapeOf(record.map((cell) => cell ?? ''));
      continue;
    }
    // The parser tells of what it skips as it reads ahead: the lines say where it belongs.
    for (let next = skipped[0]; next && next.line <= info.lines; next = skipped[0]) {
      skipped.shift();
      yield { row: ++row, bytes: 0, ...next };
    }
    yield { row: ++row, line: info.lines, bytes: info.bytes - readBytes, ...toRow(record, shape) };
    readBytes = info.bytes;
  }
  if (!shape) {
    const [fault] = skipped;
    throw fault
      ? new FileError('file.csv-invalid', `the header cannot be read: ${fault.problem.message}`)
      : new FileError('file.empty', 'the file is empty: not even a header');
  }
  for (const rest of skipped) yield { row: ++row, bytes: 0, ...rest };
}

async function* parseRecords(chunks: AsyncIterable<Buffer>, skipped: Skipped[]): AsyncGenerator<CsvRecord> {
  const parser = parse({
    bom: true,
    info: true,
    record_delimiter: ['\r\n', '\n'],
    // The number of columns is checked here, with codes of our own.
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    cast: (value, context): Cell => (value === '' && !context.quoting ? null : value),
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error) skipped.push({ line: lineOf(error), problem: asProblem(error) });
      return undefined;
    },
  });
  const source = Readable.from(chunks);
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    yield* parser as AsyncIterable<CsvRecord>;
  } catch (error) {
    throw isCsvError(error)
      ? new FileError('file.csv-invalid', `line ${lineOf(error)}: ${error.message}`, { cause: error })
      : error;
  } finally {
    source.destroy();
  }
}

function toRow(cells: readonly Cell[], shape: CsvShape): RawContent {
  if (cells.length === shape.columns) return { value: shape.toRecord(cells) };
  const message = `the row has ${cells.length} columns, the header ${shape.columns}`;
  return {
    problem: { code: cells.length < shape.columns ? 'row.column-missing' : 'row.too-many-columns', message },
  };
}

function asProblem(error: CsvError): RowProblem {
  return {
    code: error.code === 'CSV_MAX_RECORD_SIZE' ? 'row.too-long' : 'row.csv-invalid',
    message: error.message,
  };
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}

function lineOf(error: CsvError): number {
  return typeof error['lines'] === 'number' ? error['lines'] : 0;
}
