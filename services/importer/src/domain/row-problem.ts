/** Why a row or an event cannot be landed. Codes are stable: programs of senders go by them. */
export type RowProblemCode =
  | 'row.column-missing'
  | 'row.too-many-columns'
  | 'row.csv-invalid'
  | 'row.json-invalid'
  | 'row.too-long'
  | 'row.unknown-field'
  | 'row.value-missing'
  | 'row.value-invalid'
  | 'row.id-invalid'
  | 'row.name-invalid'
  | 'row.text-invalid'
  | 'row.time-invalid'
  | 'row.time-in-future'
  | 'row.date-invalid'
  | 'row.number-out-of-range'
  | 'row.identity-conflict';

export interface RowProblem {
  readonly code: RowProblemCode;
  /** The column of a CSV file, or the path of a field such as `properties.amount`; absent when it is the row as a whole. */
  readonly field?: string;
  readonly message: string;
}

/** What becomes of one row: rows to land, or why not. */
export type Checked<Row> =
  { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly problem: RowProblem };

export function accepted<Row>(row: Row): Checked<Row> {
  return { ok: true, row };
}

export function broken(code: RowProblemCode, message: string, field?: string): Checked<never> {
  return { ok: false, problem: { code, message, ...(field !== undefined && { field }) } };
}
