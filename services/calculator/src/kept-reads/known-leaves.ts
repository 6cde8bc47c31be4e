import { RecentMap } from '../engine/recent-map';
import type { UserShard } from './bound-plan';
import { nameInShard } from './name-in-shard';

/** 200 conditions over 250 shards, at 200 bytes each: 10 MB. */
const REMEMBERED = 50_000;

/**
 * Leaves that have been found a short while ago need not be looked for: they never change, and go by age alone. Whoever deletes them
 * makes statements fail that name them (see `isSomethingGone`), and then everything is looked for again.
 */
export class KnownLeaves {
  private found = new RecentMap<number>(REMEMBERED);

  /** @param lifetimeMs how long after it was found a leaf is certainly there. */
  constructor(private readonly lifetimeMs: number) {}

  has(key: string, at: UserShard): boolean {
    const until = this.found.get(nameInShard(key, at));
    return until !== undefined && Date.now() < until;
  }

  add(keys: Iterable<string>, at: UserShard): void {
    for (const key of keys) this.found.set(nameInShard(key, at), Date.now() + this.lifetimeMs);
  }

  forget(): void {
    this.found = new RecentMap(REMEMBERED);
  }
}
