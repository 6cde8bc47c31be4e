import type { CsvDelimiter, Failure, MistypedValues } from '@muster/contracts';

/** Rows by fate: `rows = landed + rejected`. */
export interface RowCounts {
  readonly rows: number;
  readonly landed: number;
  readonly rejected: number;
}

/** What is known of the file of an import that has ended. */
export interface Found {
  /** Names the report of rejected rows, when there are any. */
  readonly reportKey: string | undefined;
  /** Of CSV whose header was read. */
  readonly delimiter: CsvDelimiter | undefined;
  /** Values of another type than the catalogue declares. */
  readonly mistyped: readonly MistypedValues[];
  /** Ids of users that had white space around them. */
  readonly trimmedIds: number;
}

/** How an import ended. */
export type ImportResult =
  | ({ readonly state: 'completed'; readonly counts: RowCounts } & Found)
  /** Nothing has landed; `counts` are of the rows that were read. */
  | ({
      readonly state: 'failed';
      readonly failure: Failure;
      readonly counts: Omit<RowCounts, 'landed'>;
    } & Found)
  | { readonly state: 'cancelled' };
