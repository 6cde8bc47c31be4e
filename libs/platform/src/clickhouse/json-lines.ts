/** Rows are sent in chunks of about this many characters: one write a row costs more than its bytes. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Rows as JSON, one a line (JSONEachRow), in chunks; nothing for no rows. */
export async function* jsonLines(rows: Iterable<object> | AsyncIterable<object>): AsyncGenerator<string> {
  let chunk = '';
  for await (const row of rows) {
    chunk += `${JSON.stringify(row)}\n`;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}
