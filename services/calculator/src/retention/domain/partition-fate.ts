/** A week of snapshots, of which some are to be deleted. */
export interface SnapshotPartition {
  readonly id: string;
  /** The beginning of its Monday, in seconds since 1970. */
  readonly week: number;
  readonly rows: number;
  /** Rows that are to be deleted, and those of them that have been for long. */
  readonly doomed: number;
  readonly late: number;
}

const DAY = 86_400;
/** Nothing is written into a week any more when it has been over for a day: statements take minutes. */
const WRITTEN_FOR = 8 * DAY;

/**
 * What becomes of a partition. Rewriting it pays when it loses half of its rows, and what waits for that takes at most as much space as
 * what stays; after a week it is rewritten all the same, because what is to be deleted must be, whatever it costs.
 */
export function fateOf(
  { week, rows, doomed, late }: SnapshotPartition,
  now: number,
): 'drop' | 'rewrite' | 'wait' {
  if (doomed >= rows && now >= week + WRITTEN_FOR) return 'drop';
  return late > 0 || doomed * 2 >= rows ? 'rewrite' : 'wait';
}
