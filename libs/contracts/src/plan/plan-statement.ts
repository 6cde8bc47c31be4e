import type { Plan } from './plan';
import type { StageRead } from './plan-rounds';

/**
 * A whole plan as one ClickHouse SELECT, one row with one column `users AggregateFunction(groupBitmap, UInt32)`: the members among
 * the known users of `{shard}`. Short to read, and to run by hand; calculators execute it in rounds (`planRounds`), because the
 * engine analyses a stage again wherever another one uses it.
 */
export function planStatement({ stages, result }: Pick<Plan, 'stages' | 'result'>): string {
  const bitmaps = stages.map(({ id, select }) => `  (${select}) AS ${id}`);
  return ['WITH', bitmaps.join(',\n'), `SELECT ${result} AS users`].join('\n');
}

/** SELECT of one row with one bitmap: everything that the read finds, without a mask in its place. */
export function selectRead(read: StageRead): string {
  if ('select' in read) return read.select;
  if ('decided' in read) return `SELECT bitmapOr((${selectRead(read.decided)}), (${read.undecided.select}))`;
  return `SELECT groupBitmapMergeState(users) FROM ${read.table} PREWHERE ${BITMAP_GUARD} AND ${read.condition}`;
}

/** Every read of a table of bitmaps is of one organisation and one shard of its users. */
export const BITMAP_GUARD = 'organisation = {organisation:UUID} AND shard = {shard:UInt32}';
