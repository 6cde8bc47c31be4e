import { MAX_ROW_BYTES } from './raw-row';

const BYTE_ORDER_MARK = '\uFEFF';

/** A line without its end; undefined stands for one that is too long to be read. */
export type Line = string | undefined;

/** Splits text into lines, ended by LF or CRLF, at constant memory: a line above `MAX_ROW_BYTES` is skipped and told of. */
export async function* splitLines(pieces: AsyncIterable<string>): AsyncGenerator<readonly Line[]> {
  let pending: Line = '';
  let isFirst = true;
  for await (const piece of pieces) {
    const [head = '', ...lines] = (isFirst ? withoutMark(piece) : piece).split('\n');
    isFirst = false;
    pending = joined(pending, head);
    const rest = lines.pop();
    if (rest === undefined) continue;
    yield [pending, ...lines].map(withoutReturn);
    pending = rest;
  }
  if (pending !== '') yield [withoutReturn(pending)];
}

function joined(pending: Line, more: string): Line {
  return pending === undefined || pending.length + more.length > MAX_ROW_BYTES ? undefined : pending + more;
}

function withoutReturn(line: Line): Line {
  return line?.endsWith('\r') ? line.slice(0, -1) : line;
}

function withoutMark(piece: string): string {
  return piece.startsWith(BYTE_ORDER_MARK) ? piece.slice(1) : piece;
}
