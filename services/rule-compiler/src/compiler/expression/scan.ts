import type { Expression } from './expression';

export type TableName =
  | 'users'
  | 'user_attributes'
  | 'tag_values'
  | 'events'
  | 'event_days'
  | 'snapshots'
  | 'value_rows'
  | 'binned_values'
  | 'event_rollups';

/** What is asked of the rows of one user together. */
export type PerUser =
  /** All rows of a user, aggregated. */
  | { readonly kind: 'aggregate'; readonly having: Expression }
  /** All instants of a user at which a row passes one of the tests; which ones they pass is an array, `matches`. */
  | { readonly kind: 'moments'; readonly tests: readonly Expression[]; readonly having: Expression }
  /** The row of a user with the greatest `date`. */
  | { readonly kind: 'latest'; readonly matches: Expression };

/** One read of one table that yields one bitmap of users. */
export interface Scan {
  readonly kind: 'scan';
  readonly table: TableName;
  /** Whether only the newest version of every row counts. */
  readonly final: boolean;
  /**
   * Rows are users (`uid`), or those of them that are in a build, which a calculator has made of one span of users; or bitmaps of the
   * users of a shard (`users`).
   */
  readonly rows: 'users' | 'users of a build' | 'bitmaps';
  /** Conditions on the table's sorting key: equal for all versions of a row, so they may be checked before FINAL. */
  readonly keys: readonly Expression[];
  /** Conditions on everything else. */
  readonly filters: readonly Expression[];
  readonly perUser: PerUser | undefined;
}

export const Scan = (scan: Omit<Scan, 'kind'>): Scan => Object.freeze({ kind: 'scan', ...scan });
