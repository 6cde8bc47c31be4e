import type { CsvDelimiter } from '@muster/contracts';
import { MistypedTally } from '../domain/mistyped-tally';
import type { Found, RowCounts } from './import-result';
import type { ReportedRow } from './rejected-rows.report';

/** What an attempt has found in its file so far; it is told also when the attempt fails. */
export class FileFindings {
  rows = 0;
  delimiter: CsvDelimiter | undefined;
  trimmedIds = 0;
  readonly mistyped = new MistypedTally();
  private rejected = 0;
  private first: ReportedRow | undefined;

  add(row: ReportedRow): void {
    this.rejected++;
    this.first ??= row;
  }

  get found(): Omit<Found, 'reportKey'> {
    return { delimiter: this.delimiter, mistyped: this.mistyped.list(), trimmedIds: this.trimmedIds };
  }

  get counts(): RowCounts {
    return { rows: this.rows, rejected: this.rejected, landed: this.rows - this.rejected };
  }

  /** The first broken row that was found, as a clause; undefined when all are sound. */
  get firstBroken(): string | undefined {
    if (!this.first) return undefined;
    const { row, line, problem } = this.first;
    return `row ${row} (line ${line}): ${problem.message}`;
  }
}
