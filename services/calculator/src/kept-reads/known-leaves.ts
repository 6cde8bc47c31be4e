import { RecentMap } from '../engine/recent-map';
import type { UserSpan } from './bound-plan';
import { nameInSpan } from './name-in-span';

/** 200 conditions over 250 spans, at 200 bytes each: 10 MB. */
const REMEMBERED = 50_000;

/**
 * Leaves that have been found a short while ago need not be looked for: they never change, and go by age alone. Whoever deletes them
 * makes statements fail that name them (see `isSomethingGone`), and then everything is looked for again.
 */
export class KnownLeaves {
  private found = new RecentMap<number>(REMEMBERED);

  /** @param lifetimeMs how long after it was found a leaf is certainly there. */
  constructor(private readonly lifetimeMs: number) {}

  has(key: string, at: UserSpan): boolean {
    const until = this.found.get(nameInSpan(key, at));
    return until !== undefined && Date.now() < until;
  }

  add(keys: Iterable<string>, at: UserSpan): void {
    for (const key of keys) this.found.set(nameInSpan(key, at), Date.now() + this.lifetimeMs);
  }

  forget(): void {
    this.found = new RecentMap(REMEMBERED);
  }
}
