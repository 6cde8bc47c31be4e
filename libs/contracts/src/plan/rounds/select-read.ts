import { SHARDS_PER_SPAN } from '../../users/shards';
import type { BitmapTable } from '../plan';
import type { StageRead } from './plan-rounds';

/** SELECT of one row with one bitmap: everything that the read finds, without a mask in its place. */
export function selectRead(read: StageRead): string {
  if ('select' in read) return read.select;
  if ('decided' in read) return `SELECT bitmapOr((${selectRead(read.decided)}), (${read.undecided.select}))`;
  return `SELECT groupBitmapMergeState(users) FROM ${read.table} PREWHERE ${bitmapGuard(read.table)} AND ${read.condition}`;
}

/** Every read of a table of bitmaps is of one organisation and one span of its users. */
export const bitmapGuard = (table: BitmapTable): string =>
  `organisation = {organisation:UUID} AND ${shardsOf[table]}`;

/** Of tables that have a row for each shard. */
export const SHARDS_OF_SPAN = `shard >= {span:UInt32} AND shard <= {span:UInt32} + ${SHARDS_PER_SPAN - 1}`;
/** What calculators keep for themselves is of a whole span, and has the first of its shards. */
const firstShard = 'shard = {span:UInt32}';

const shardsOf: Readonly<Record<BitmapTable, string>> = {
  event_days: SHARDS_OF_SPAN,
  snapshots: SHARDS_OF_SPAN,
  value_bitmaps: firstShard,
  leaf_cache: firstShard,
};
