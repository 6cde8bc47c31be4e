import type { RowCounts } from './import-result';

/** How much an import says of broken rows, and when it gives up. */
export interface BrokenRowLimits {
  /** Rows that the report lists. */
  readonly reported: number;
  /** An import ends with more of them. */
  readonly most: number;
  /** An import ends when more of its rows than this are broken, from 1 to 100. */
  readonly mostPercent: number;
}

/** A share says little about the first rows of a file: from so many on it counts. */
const ROWS_OF_A_SHARE = 100_000;

/** Why nobody should go on with a file: 8 KB of gzip can hold four million rows of rubbish. */
export function tooManyBroken({ rows, rejected }: RowCounts, limits: BrokenRowLimits): string | undefined {
  const soFar = `${rejected} of the first ${rows} rows are broken`;
  if (rejected > limits.most) return `${soFar}, and ${limits.most} may be; the rest was not read`;
  if (rows < ROWS_OF_A_SHARE || rejected * 100 <= rows * limits.mostPercent) return undefined;
  return `${soFar}, and ${limits.mostPercent} percent may be; the rest was not read`;
}
