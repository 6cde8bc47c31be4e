import { once } from 'node:events';
import { PassThrough, pipeline, type Readable, type Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { ObjectStore } from '@muster/platform';
import type { RowProblem } from '../domain/row-problem';

/** One line of a report. */
export interface ReportedRow {
  /** Number of the row in the file: rows of data count from 1. */
  readonly row: number;
  /** The line on which it begins. */
  readonly line: number;
  readonly problem: RowProblem;
}

/**
 * The report of an import's rejected rows: newline-delimited JSON with gzip, uploaded while it is written. It lists so many rows at
 * most, and its last line says so when there are more. No rows, no report.
 */
export class RejectedRowsReport {
  private upload: { readonly lines: Writable; readonly stored: Promise<number> } | undefined;
  private rows = 0;

  constructor(
    private readonly store: ObjectStore,
    private readonly key: string,
    private readonly mostRows: number,
  ) {}

  async add({ row, line, problem }: ReportedRow): Promise<void> {
    this.rows++;
    if (this.rows > this.mostRows) return;
    await this.write({ row, line, ...problem });
  }

  /** Ends the report. Resolves to its key in the bucket of reports, when there is one. */
  async close(): Promise<string | undefined> {
    if (this.rows > this.mostRows) {
      const message = `the report ends here: ${this.rows} rows are broken, and the first ${this.mostRows} are listed`;
      await this.write({ code: 'report.cut', message });
    }
    if (!this.upload) return undefined;
    this.upload.lines.end();
    await this.upload.stored;
    return this.key;
  }

  /** Leaves no report behind. */
  discard(): void {
    this.upload?.lines.destroy(new Error('the import was given up'));
  }

  private async write(line: object): Promise<void> {
    const { lines, stored } = (this.upload ??= this.begin());
    // An upload that fails while the report waits for it to take more would never take any.
    if (!lines.write(`${JSON.stringify(line)}\n`)) await Promise.race([once(lines, 'drain'), stored]);
  }

  private begin(): { lines: Writable; stored: Promise<number> } {
    const lines = new PassThrough();
    // Whoever adds or closes sees a failure through the upload; nobody does after `discard`.
    const file: Readable = pipeline(lines, createGzip(), () => undefined);
    const stored = this.store.put('reports', this.key, file, 'application/gzip');
    stored.catch(() => undefined);
    return { lines, stored };
  }
}
