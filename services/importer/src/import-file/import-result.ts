import type { Failure } from '@muster/contracts';

/** Rows by fate: `rows = landed + rejected`. */
export interface RowCounts {
  readonly rows: number;
  readonly landed: number;
  readonly rejected: number;
}

/** How an import ended. `reportKey` names the report of rejected rows, when there are any. */
export type ImportResult =
  | { readonly state: 'completed'; readonly counts: RowCounts; readonly reportKey: string | undefined }
  | { readonly state: 'failed'; readonly failure: Failure; readonly reportKey: string | undefined };
