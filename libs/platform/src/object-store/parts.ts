import type { Readable } from 'node:stream';

/** Cuts a stream into buffers of exactly `size` bytes, the last one shorter; nothing for an empty stream. */
export async function* inParts(stream: Readable, size: number): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    let rest = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    while (length + rest.length >= size) {
      const wanted = size - length;
      yield Buffer.concat([...chunks, rest.subarray(0, wanted)], size);
      rest = rest.subarray(wanted);
      chunks = [];
      length = 0;
    }
    if (rest.length > 0) {
      chunks.push(rest);
      length += rest.length;
    }
  }
  if (length > 0) yield Buffer.concat(chunks, length);
}
