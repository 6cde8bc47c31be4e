import type { BitmapTable } from '../plan';
import type { StoredRead } from './plan-rounds';
import { bitmapGuard } from './select-read';

/** Reads of one table, by the names of their columns: each column is the union of some. */
export type StoredReads = ReadonlyMap<string, readonly StoredRead[]>;

/** One row with a bitmap for each condition; a bitmap of no row is empty. */
export function selectTogether(table: BitmapTable, bitmaps: StoredReads): string {
  const reads = [...bitmaps.values()].flat();
  const testOf = apartBy(reads);
  const columns = [...bitmaps].map(
    ([id, any]) => `groupBitmapMergeStateIf(users, ${anyOf(any.map(testOf))}) AS ${id}`,
  );
  const rows = [...new Set(reads.map(({ rows: found, condition }) => found ?? condition))];
  const select = `SELECT ${columns.join(', ')} FROM ${table} PREWHERE ${bitmapGuard(table)} AND (${anyOf(rows)})`;
  if (table !== 'leaf_cache') return select;
  // A leaf that is gone would be nobody, and the result silently wrong: the statement fails, and is composed again.
  return `${select} HAVING throwIf(uniqExact(key) < ${rows.length}, 'what was kept is gone') = 0`;
}

/** What tells the rows of each read, which are found already, from those of the others. Every function is analysed, and takes time. */
function apartBy(reads: readonly StoredRead[]): (read: StoredRead) => string {
  const names = reads.map(({ which, rows }) => (rows === undefined ? which : undefined));
  const apart = !names.includes(undefined) && new Set(names).size === reads.length;
  return ({ which, condition }) => (apart && which !== undefined ? which : condition);
}

const EQUALITY = /^(\w+) = (\{\w+:\w+\})$/;

function anyOf(conditions: readonly string[]): string {
  const equalities = conditions.map((condition) => EQUALITY.exec(condition));
  const columns = new Set(equalities.map((equality) => equality?.[1]));
  const [column] = columns;
  const [first = 'false', ...others] = conditions;
  if (others.length === 0) return first;
  if (columns.size === 1 && column !== undefined) {
    return `${column} IN (${equalities.map((equality) => equality?.[2]).join(', ')})`;
  }
  return conditions.map((condition) => `(${condition})`).join(' OR ');
}
