import type { Checked, RowProblem } from '../domain/row-problem';
import type { ValueReader } from '../domain/value-reader';
import type { CsvHeader, CsvShape } from '../reading/csv-rows';

/** One attempt at an import. */
export interface Attempt {
  /** Names the attempt's rows in the staging tables. */
  readonly id: string;
  readonly importId: string;
  readonly organisation: string;
  /** Of everything that is landed: the time of the request, so that an older import never overrides a newer one. */
  readonly version: number;
}

/** What typing a row needs to know beside the row. */
export interface RowContext {
  readonly importId: string;
  /** Number of the row in the file. */
  readonly row: number;
  readonly values: ValueReader;
}

export interface NumberedRow<Row> {
  readonly row: number;
  /** The line of the file on which the row begins. */
  readonly line: number;
  readonly content: Row;
}

export interface RejectedRow {
  readonly row: number;
  readonly line: number;
  readonly problem: RowProblem;
}

/** What the identity registry needs of the caller while a file's users are resolved. */
export interface Resolving {
  /** Tells of a row that cannot be landed because of whom it names. */
  reject(row: RejectedRow): Promise<void>;
  /** Throws to give the import up if rows have been rejected and none may be. */
  settle(): void;
  /** Whether a single rejected row gives the import up, so that rejections have to be found before anything is kept. */
  readonly allOrNothing: boolean;
}

/**
 * One kind of file, from checked rows to the tables: stage while reading, and only when the whole file has been read, resolve
 * and land. Every step may be repeated; landing twice leaves what landing once does.
 */
export interface FileLanding<Row> {
  shapeOf(header: CsvHeader): CsvShape;
  check(raw: unknown, context: RowContext): Checked<Row>;
  stage(attempt: Attempt, rows: readonly NumberedRow<Row>[]): Promise<void>;
  /** Gives every user of the staged rows a uid. */
  resolve(attempt: Attempt, resolving: Resolving): Promise<ResolvedUsers>;
  /** Moves the staged rows to the tables, in statements that can be repeated. */
  land(attempt: Attempt, users: ResolvedUsers): Promise<void>;
}

export interface ResolvedUsers {
  /** Merges of users that the resolved uids take into account; see `MergedUsers`. */
  readonly mergeMark: number;
}
