import { MAX_ROW_BYTES } from './raw-row';

/** The beginning of a file up to the end of its header, and what has not been read yet. */
export interface HeaderText {
  /** Empty when the file has nothing but empty lines. */
  readonly header: string;
  /** All of the file's text, the header included. */
  readonly pieces: AsyncIterable<string>;
}

/** Reads on until the header is complete: its first line that is not empty, where a quoted cell may have several. */
export async function readHeaderText(pieces: AsyncIterable<string>): Promise<HeaderText> {
  const iterator = pieces[Symbol.asyncIterator]();
  let text = '';
  let header: string | undefined;
  while (header === undefined && text.length <= MAX_ROW_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    text += next.value;
    header = firstLine(text);
  }
  return { header: header ?? text, pieces: continued(text, iterator) };
}

async function* continued(text: string, iterator: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    yield text;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

function firstLine(text: string): string | undefined {
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    if (text[at] !== '\n' || quoted) continue;
    const line = text.slice(start, at);
    if (line.trim() !== '') return line;
    start = at + 1;
  }
  return undefined;
}
