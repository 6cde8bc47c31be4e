import { JsonError, parseJsonExact } from '@muster/platform';
import { splitLines } from './lines';
import { MAX_ROW_BYTES, type RawContent, type RawRow } from './raw-row';

/** Rows of newline-delimited JSON: one value a line, empty lines are skipped. */
export async function* ndjsonRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<RawRow> {
  let row = 0;
  let line = 0;
  for await (const text of splitLines(chunks)) {
    line++;
    if (text === undefined) {
      const message = `the row has more than ${MAX_ROW_BYTES} bytes`;
      yield { row: ++row, line, bytes: 0, problem: { code: 'row.too-long', message } };
    } else if (text.trim() !== '') {
      yield { row: ++row, line, bytes: text.length, ...parse(text) };
    }
  }
}

function parse(text: string): RawContent {
  try {
    return { value: parseJsonExact(text) };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return { problem: { code: 'row.json-invalid', message: error.message } };
  }
}
