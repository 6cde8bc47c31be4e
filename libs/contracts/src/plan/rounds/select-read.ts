import type { StageRead } from './plan-rounds';

/** SELECT of one row with one bitmap: everything that the read finds, without a mask in its place. */
export function selectRead(read: StageRead): string {
  if ('select' in read) return read.select;
  if ('decided' in read) return `SELECT bitmapOr((${selectRead(read.decided)}), (${read.undecided.select}))`;
  return `SELECT groupBitmapMergeState(users) FROM ${read.table} PREWHERE ${BITMAP_GUARD} AND ${read.condition}`;
}

/** Every read of a table of bitmaps is of one organisation and one shard of its users. */
export const BITMAP_GUARD = 'organisation = {organisation:UUID} AND shard = {shard:UInt32}';
