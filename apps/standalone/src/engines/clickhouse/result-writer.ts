import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { EngineError } from './engine-error';
import type { EngineRequest } from './request';
import type { Statement } from './statement';

/** What the engine tells of a finished statement. */
export interface ResultStatistics {
  readonly elapsedSeconds: number;
  readonly rows: number;
  readonly bytes: number;
}

/** zlib's level for results; ClickHouse's own default (`http_zlib_compression_level`). */
const GZIP_LEVEL = 3;

/** Writes one answer in the manner of ClickHouse's HTTP interface. */
export class ResultWriter {
  /** The format of the result: the statement's own, or the request's default. */
  readonly format: string;
  /** Marks the text of an error that comes after the first rows (ClickHouse 25.11 and later). */
  private readonly exceptionTag = randomBytes(8).toString('hex');
  private readonly closed: Promise<unknown>;
  private body: Writable | undefined;

  constructor(
    private readonly request: EngineRequest,
    private readonly statement: Statement,
    private readonly response: ServerResponse,
  ) {
    this.format = statement.format ?? request.defaultFormat;
    this.closed = new Promise((resolve) => response.once('close', resolve));
  }

  /** The whole result at once, with what the engine tells of it. */
  async whole(bytes: Uint8Array, statistics: ResultStatistics): Promise<void> {
    const written = this.statement.kind === 'insert';
    this.response.setHeader('X-ClickHouse-Summary', summary(statistics, written));
    await this.part(bytes);
    await this.end();
  }

  async part(bytes: Uint8Array): Promise<void> {
    this.body ??= this.begin();
    if (bytes.length > 0 && !this.body.write(bytes)) {
      // A reader that has gone drains nothing: the close of the connection ends the wait.
      const drained = new Promise((resolve) => this.body?.once('drain', resolve));
      await Promise.race([drained, this.closed]);
    }
  }

  async end(): Promise<void> {
    (this.body ?? this.begin()).end();
    // Comes after the last byte has left, and as well when the client goes away.
    if (!this.response.destroyed) await this.closed;
  }

  /** Before the first byte the error is the caller's to answer; after it, it becomes the trailer that clients look for. */
  async failed(error: EngineError): Promise<void> {
    if (!this.body) throw error;
    const text = `${error.message}\n`;
    const tag = this.exceptionTag;
    const trailer = `\r\n__exception__\r\n${tag}\r\n${text}${Buffer.byteLength(text)} ${tag}\r\n__exception__\r\n`;
    await this.part(Buffer.from(trailer));
    await this.end();
  }

  private begin(): Writable {
    this.response.setHeader('X-ClickHouse-Query-Id', this.request.queryId);
    this.response.setHeader('X-ClickHouse-Format', this.format);
    this.response.setHeader('X-ClickHouse-Exception-Tag', this.exceptionTag);
    this.response.setHeader('Content-Type', contentType(this.format));
    if (!this.request.compressResult) {
      this.response.writeHead(200);
      return this.response;
    }
    this.response.setHeader('Content-Encoding', 'gzip');
    this.response.writeHead(200);
    const gzip = createGzip({ level: GZIP_LEVEL });
    gzip.pipe(this.response);
    return gzip;
  }
}

function summary(statistics: ResultStatistics, written: boolean): string {
  const rows = String(statistics.rows);
  const bytes = String(statistics.bytes);
  return JSON.stringify({
    read_rows: rows,
    read_bytes: bytes,
    written_rows: written ? rows : '0',
    written_bytes: written ? bytes : '0',
    total_rows_to_read: '0',
    result_rows: written ? '0' : rows,
    result_bytes: written ? '0' : bytes,
    elapsed_ns: String(Math.round(statistics.elapsedSeconds * 1e9)),
  });
}

function contentType(format: string): string {
  if (format.startsWith('JSON')) return 'application/json; charset=UTF-8';
  if (format.startsWith('CSV')) return 'text/csv; charset=UTF-8';
  if (/^(TSV|TabSeparated)/.test(format)) return 'text/tab-separated-values; charset=UTF-8';
  return 'application/octet-stream';
}
