import type { BitmapRead, Plan } from './plan';

/**
 * A whole plan as one ClickHouse SELECT, one row with one column `users AggregateFunction(groupBitmap, UInt32)`: the members among
 * the known users of `{shard}`. Short to read, and to run by hand; calculators execute it in rounds (`planRounds`), because the
 * engine analyses a stage again wherever another one uses it.
 */
export function planStatement({ stages, result }: Pick<Plan, 'stages' | 'result'>): string {
  const bitmaps = stages.map(({ id, select }) => `  (${select}) AS ${id}`);
  return ['WITH', bitmaps.join(',\n'), `SELECT ${result} AS users`].join('\n');
}

/** SELECT of one bitmap out of a table of bitmaps. */
export function selectBitmaps({ table, condition }: BitmapRead): string {
  return `SELECT groupBitmapMergeState(users) FROM ${table} PREWHERE ${BITMAP_GUARD} AND ${condition}`;
}

/** Every read of a table of bitmaps is of one organisation and one shard of its users. */
export const BITMAP_GUARD = 'organisation = {organisation:UUID} AND shard = {shard:UInt32}';
