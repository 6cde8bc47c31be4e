import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

const LINE_END = 0x0a;

/** Counts the lines that pass through. */
export class LineCounter extends Transform {
  lines = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, at + 1)) this.lines++;
    callback(null, chunk);
  }
}

/** Computes the SHA-256 of the bytes that pass through. */
export class Digest extends Transform {
  private readonly hash = createHash('sha256');

  /** Of all bytes, in hexadecimal digits; to be asked for once, at the end. */
  hex(): string {
    return this.hash.digest('hex');
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.hash.update(chunk);
    callback(null, chunk);
  }
}
