import type { BitmapRead, BitmapTable, Plan } from './plan';

/** How the bitmap of a stage is read: by a SELECT of its own, or out of a table of bitmaps. */
export type StageRead = { readonly select: string } | BitmapRead;

/**
 * The one ClickHouse SELECT that a plan is: one row with one column `users AggregateFunction(groupBitmap, UInt32)`, the members
 * among the known users of `{shard}`.
 *
 * Stages that read the same table of bitmaps are read in one scan: a subquery costs the engine about 5 ms before it reads anything,
 * which for 20 conditions was more than all reading.
 *
 * @param reads other ways to the same bitmaps, by the ids of their stages: what has been read before need not be read again.
 */
export function planStatement(
  { stages, result }: Pick<Plan, 'stages' | 'result'>,
  reads: ReadonlyMap<string, StageRead> = new Map(),
): string {
  const groups = new Map<BitmapTable, string[]>();
  const bitmaps = stages.map(({ id, select, bitmaps: stored }) => {
    const read = reads.get(id) ?? stored ?? { select };
    if ('select' in read) return `  (${read.select}) AS ${id}`;
    const conditions = groups.get(read.table) ?? [];
    groups.set(read.table, conditions);
    const known = conditions.indexOf(read.condition);
    const place = known < 0 ? conditions.push(read.condition) : known + 1;
    return `  tupleElement(${nameOf(read.table)}, ${place}) AS ${id}`;
  });
  const together = [...groups].map(
    ([table, conditions]) => `  (${selectTogether(table, conditions)}) AS ${nameOf(table)}`,
  );
  return ['WITH', [...together, ...bitmaps].join(',\n'), `SELECT ${result} AS users`].join('\n');
}

/** SELECT of one bitmap out of a table of bitmaps. */
export function selectBitmaps({ table, condition }: BitmapRead): string {
  return `SELECT groupBitmapMergeState(users) FROM ${table} PREWHERE ${GUARD} AND ${condition}`;
}

const GUARD = 'organisation = {organisation:UUID} AND shard = {shard:UInt32}';

const nameOf = (table: BitmapTable): string => `from_${table}`;

/** A tuple with a bitmap for each condition; a bitmap of no row is empty. */
function selectTogether(table: BitmapTable, conditions: readonly string[]): string {
  const each = conditions.map((condition) => `groupBitmapMergeStateIf(users, ${condition})`);
  const any = conditions.map((condition) => `(${condition})`).join(' OR ');
  const select = `SELECT tuple(${each.join(', ')}) FROM ${table} PREWHERE ${GUARD} AND (${any})`;
  if (table !== 'leaf_cache') return select;
  // A leaf that is gone would be nobody, and the result silently wrong: the statement fails, and is composed again.
  return `${select} HAVING throwIf(uniqExact(key) < ${conditions.length}, 'what was kept is gone') = 0`;
}
