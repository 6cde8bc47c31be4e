import { JsonError, parseJsonExact } from '@muster/platform';
import { type Line, splitLines } from './lines';
import { type RawContent, type RawRow, rowTooLong } from './raw-row';

/** Rows of newline-delimited JSON: one value a line, empty lines are skipped. */
export async function* ndjsonRows(pieces: AsyncIterable<string>): AsyncGenerator<readonly RawRow[]> {
  let row = 0;
  let line = 0;
  for await (const lines of splitLines(pieces)) {
    const rows: RawRow[] = [];
    for (const text of lines) {
      line++;
      if (text?.trim() === '') continue;
      rows.push({ row: ++row, line, bytes: text?.length ?? 0, ...parse(text) });
    }
    yield rows;
  }
}

function parse(text: Line): RawContent {
  if (text === undefined) {
    return { problem: rowTooLong };
  }
  try {
    return { value: parseJsonExact(text) };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return { problem: { code: 'row.json-invalid', message: error.message } };
  }
}
