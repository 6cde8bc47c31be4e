import { parseError } from '@clickhouse/client';
import { Transform, type TransformCallback } from 'node:stream';
import { clickhouseFailure } from './clickhouse.errors';

/**
 * Passes the bytes of an answer on, and fails when the engine failed after its first bytes. The engine then ends the body
 * with
 *
 *     \r\n__exception__\r\n<tag>\r\n<message>\n<length> <tag>\r\n__exception__\r\n
 *
 * where the tag, a random word in the header `X-ClickHouse-Exception-Tag`, keeps data from looking like it. The trailer may
 * be split over chunks, so as many bytes as it takes to recognise it are held back.
 */
export class ExceptionTrailer extends Transform {
  private readonly marker: Buffer | undefined;
  private held: Buffer = Buffer.alloc(0);
  private failed = false;
  private cut: Error | undefined;

  /** @param tag undefined when the server announced none: then everything is data. */
  constructor(private readonly tag: string | undefined) {
    super();
    this.marker = tag === undefined ? undefined : Buffer.from(`\r\n__exception__\r\n${tag}`);
  }

  /** Ends an answer whose connection was lost: with the engine's own message when that was the last to arrive. */
  endCutOff(error: Error): void {
    this.cut = error;
    this.end();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    if (!this.marker) {
      callback(null, chunk);
      return;
    }
    this.held = Buffer.concat([this.held, chunk]);
    this.failed ||= this.held.includes(this.marker);
    // The rest of a failed answer is the engine's message: all of it is kept, none passed on.
    const pass = this.failed ? 0 : Math.max(0, this.held.length - this.marker.length + 1);
    const ready = this.held.subarray(0, pass);
    this.held = this.held.subarray(pass);
    callback(null, ready);
  }

  override _flush(callback: TransformCallback): void {
    if (this.failed) callback(this.failure());
    else if (this.cut) callback(this.cut);
    else callback(null, this.held);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const failure = error && clickhouseFailure(error);
    callback(failure instanceof Error ? failure : error);
  }

  private failure(): Error {
    const [, message = ''] = this.held.toString('utf8').split(`__exception__\r\n${this.tag ?? ''}`);
    return parseError(message.trim());
  }
}
