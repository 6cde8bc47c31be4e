import { MAX_ROW_BYTES } from './raw-row';

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = '\uFEFF';

/** A line without its end; undefined stands for one that is too long to be read. */
export type Line = string | undefined;

/** Splits text into lines, ended by LF or CRLF, at constant memory: a line above `MAX_ROW_BYTES` is skipped and told of. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let isFirst = true;
  const take = (rest: Buffer): Line => {
    const bytes = length + rest.length;
    const text = bytes > MAX_ROW_BYTES ? undefined : Buffer.concat([...parts, rest]).toString('utf8');
    parts = [];
    length = 0;
    const start = isFirst && text?.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    isFirst = false;
    return text?.slice(start, text.endsWith('\r') ? -1 : undefined);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield take(chunk.subarray(start, end));
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    length += rest.length;
    if (length <= MAX_ROW_BYTES) parts.push(rest);
    else parts = [];
  }
  if (length > 0) yield take(Buffer.alloc(0));
}
