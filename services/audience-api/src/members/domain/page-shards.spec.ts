import { USERS_PER_SHARD } from '@muster/contracts';
import { pageShards } from './page-shards';

const shards = [
  { shard: 0, count: 5 },
  { shard: 1, count: 0 },
  { shard: 2, count: 4 },
  { shard: 3, count: 100 },
  { shard: 4, count: 100 },
];

describe('pageShards', () => {
  it('takes as many shards as surely hold a page', () => {
    expect(pageShards(shards, 0, 10)).toEqual([0, 2, 3]);
    expect(pageShards(shards, 0, 4)).toEqual([0, 2]);
    expect(pageShards(shards, 0, 1000)).toEqual([0, 2, 3, 4]);
  });

  it('begins with the shard of the next uid', () => {
    expect(pageShards(shards, USERS_PER_SHARD - 2, 3)).toEqual([0, 2]);
    expect(pageShards(shards, USERS_PER_SHARD - 1, 3)).toEqual([2]);
    expect(pageShards(shards, 4 * USERS_PER_SHARD + 7, 3)).toEqual([4]);
    expect(pageShards(shards, 0xffff_fffe, 3)).toEqual([]);
  });
});
