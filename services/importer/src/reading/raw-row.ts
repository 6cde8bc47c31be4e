import type { RowProblem } from '../domain/row-problem';

/** A row of a file may have this many characters; what is longer is no row but a missing quote or newline. */
export const MAX_ROW_BYTES = 1024 * 1024;

/** The problem of a row that is longer. */
export const rowTooLong: RowProblem = Object.freeze({
  code: 'row.too-long',
  message: `the row has more than ${MAX_ROW_BYTES} characters; shorten it, or look for a missing quote or line end`,
});

/** A row of a file as it was read, not checked against anything yet. */
export type RawRow = RowPlace & RawContent;

export type RawContent = { readonly value: unknown } | { readonly problem: RowProblem };

/** Where a row stands in its file. */
export interface RowPlace {
  /** Counts rows of data from 1; headers and empty lines are none. */
  readonly row: number;
  /** The line of the file on which the row begins, from 1. */
  readonly line: number;
  /** About how many bytes of the file it takes; batches are bounded by it. */
  readonly bytes: number;
}
