import type { DataSource } from 'typeorm';

/** Rows that one statement deletes: it holds their locks, and writes their log, for some milliseconds. */
const BATCH = 5_000;
/** Statements of one turn; the next turn goes on. */
const MOST_BATCHES = 200;

/** Rows of a table that nobody needs any more. */
export interface DoomedRows {
  readonly table: string;
  /** SQL about a row of the table. */
  readonly where: string;
  readonly parameters?: readonly unknown[];
}

/**
 * Deletes rows a batch at a time, each in a transaction of its own: a crash loses the rest of a turn and nothing else. Replicas may do so
 * at once, since each leaves rows to the other that it has locked.
 * @returns how many were deleted.
 */
export async function deleteInBatches(
  database: Pick<DataSource, 'query'>,
  { table, where, parameters = [] }: DoomedRows,
  batch = BATCH,
): Promise<number> {
  let deleted = 0;
  for (let batches = 0; batches < MOST_BATCHES; batches++) {
    const rows: { deleted: number }[] = await database.query(
      `WITH gone AS (
         DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
           SELECT ctid FROM ${table} WHERE ${where} LIMIT ${String(batch)} FOR UPDATE SKIP LOCKED
         )) RETURNING 1
       ) SELECT count(*)::int AS deleted FROM gone`,
      [...parameters],
    );
    const some = rows[0]?.deleted ?? 0;
    deleted += some;
    if (some < batch) break;
  }
  return deleted;
}
