import { shardOf } from '@muster/contracts';
import type { ShardCount } from '../../publication/domain/publication';

/**
 * The shards that a page of members can lie in: from the shard of the first uid on, until those after it hold a whole page.
 * So a page reads a few bitmaps, however large the audience is.
 */
export function pageShards(shards: readonly ShardCount[], afterUid: number, limit: number): number[] {
  const first = shardOf(afterUid + 1);
  const chosen: number[] = [];
  let certain = 0;
  for (const { shard, count } of shards) {
    if (shard < first || count === 0) continue;
    if (certain >= limit) break;
    chosen.push(shard);
    // Part of the first shard may lie on pages before this one.
    if (shard > first) certain += count;
  }
  return chosen;
}
