import { isUtf8 } from 'node:buffer';
import { FileError } from './file-error';

const NEWLINE = 0x0a;
/** A UTF-8 character has at most four bytes, so at most three of them wait for the next chunk. */
const MAX_PENDING_BYTES = 3;

/**
 * Decodes UTF-8, in pieces as it is read. Strict: decoders usually put U+FFFD in the place of what they cannot read, and two
 * different broken ids would become one.
 * @throws FileError `file.not-utf8` with the line and byte of the first fault.
 */
export async function* decodeUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pending: Buffer = Buffer.alloc(0);
  let line = 1;
  let offset = 0;
  for await (const chunk of chunks) {
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const end = wholeCharacters(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw notUtf8(whole, line, offset);
    pending = bytes.subarray(end);
    line += countLines(whole);
    offset += whole.length;
    yield whole.toString('utf8');
  }
  if (pending.length > 0) throw notUtf8(pending, line, offset);
}

/** Where the last character that may go on in the next chunk begins, or the end. */
function wholeCharacters(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - MAX_PENDING_BYTES);
  for (let at = bytes.length - 1; at >= first; at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return at + length > bytes.length ? at : bytes.length;
    }
  }
  return bytes.length;
}

function notUtf8(bytes: Buffer, line: number, offset: number): FileError {
  const fault = firstFault(bytes);
  const faultLine = line + countLines(bytes.subarray(0, fault));
  return new FileError(
    'file.not-utf8',
    `the file is not UTF-8: line ${faultLine}, byte ${offset + fault + 1}`,
  );
}

/** The number of bytes before the first character that is none, by bisection. */
function firstFault(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const prefix = bytes.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, wholeCharacters(prefix)))) good = middle;
    else bad = middle;
  }
  return wholeCharacters(bytes.subarray(0, good));
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
