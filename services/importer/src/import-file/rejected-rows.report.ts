import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ObjectStore } from '@muster/platform';
import type { RowProblem } from '../domain/row-problem';

/** One line of a report. */
export interface ReportedRow {
  /** Number of the row in the file: rows of data count from 1. */
  readonly row: number;
  /** The line on which it ends; absent when it was found out later, against the registry of identities. */
  readonly line?: number;
  readonly problem: RowProblem;
}

/** The report of an import's rejected rows: newline-delimited JSON, uploaded while it is written. No rows, no report. */
export class RejectedRowsReport {
  private readonly lines = new PassThrough();
  private upload: Promise<number> | undefined;

  constructor(
    private readonly store: ObjectStore,
    private readonly key: string,
  ) {}

  async add({ row, line, problem }: ReportedRow): Promise<void> {
    const upload = (this.upload ??= this.begin());
    const text = JSON.stringify({ row, ...(line !== undefined && { line }), ...problem });
    // An upload that fails while the report waits for it to take more would never take any.
    if (!this.lines.write(`${text}\n`)) await Promise.race([once(this.lines, 'drain'), upload]);
  }

  /** Ends the report. Resolves to its key in the bucket of reports, when there is one. */
  async close(): Promise<string | undefined> {
    if (!this.upload) return undefined;
    this.lines.end();
    await this.upload;
    return this.key;
  }

  /** Leaves no report behind. */
  discard(): void {
    if (this.upload) this.lines.destroy(new Error('the import was given up'));
  }

  private begin(): Promise<number> {
    const upload = this.store.put('reports', this.key, this.lines, 'application/x-ndjson');
    // Whoever adds or closes sees a failure through the upload; nobody does after `discard`.
    this.lines.on('error', () => undefined);
    upload.catch(() => undefined);
    return upload;
  }
}
