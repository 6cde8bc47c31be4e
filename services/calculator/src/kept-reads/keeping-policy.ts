import type { BoundPlan, UserShard } from './bound-plan';
import { AskedBefore } from './asked-before';
import type { Kept } from './kept';
import { nameInShard } from './name-in-shard';
import type { StageReads } from './stage-reads';

/** What of a plan is to be kept before it is executed. */
export interface Keeping {
  readonly leaves: StageReads[];
  readonly values: StageReads[];
}

/** 50 rules of 20 conditions over 50 shards, at 200 bytes each: 10 MB. */
const REMEMBERED = 50_000;

/**
 * What is asked for the first time is executed as it is, so that a rule that is asked once costs nothing more; what is asked for
 * again is kept, and so is at once what several plans read that are executed together: a condition of an estimate is counted alone
 * and in its rule. Values are asked for when a condition is read from them for the first time: one condition that comes back has a leaf,
 * and pays nothing for values that no other condition tests.
 */
export class KeepingPolicy {
  private readonly asked: AskedBefore;

  constructor(remembered = REMEMBERED) {
    this.asked = new AskedBefore(remembered);
  }

  /** @param reads of plans that are executed together. */
  choose(
    reads: ReadonlyMap<BoundPlan, readonly StageReads[]>,
    kept: Kept,
    at: UserShard,
  ): Map<BoundPlan, Keeping> {
    const seen = new Set<string>();
    const isAskedAgain = (key: string): boolean => {
      if (seen.has(key)) return false;
      seen.add(key);
      return this.asked.again(nameInShard(key, at));
    };
    const isShared = sharedLeaves(reads);
    const pays = (leafKey: string): boolean =>
      isShared(leafKey) ? !this.asked.isGivenUp(nameInShard(leafKey, at)) : isAskedAgain(leafKey);
    const leaves = new Set(kept.leaves);
    const chosen = new Map<BoundPlan, Keeping>();
    for (const [plan, stages] of reads) {
      const keeping: Keeping = { leaves: [], values: [] };
      for (const stage of stages) {
        const { leafKey, valuesKey } = stage;
        if (leafKey !== undefined && leaves.has(leafKey)) continue;
        if (leafKey !== undefined && pays(leafKey)) {
          leaves.add(leafKey);
          keeping.leaves.push(stage);
        } else if (valuesKey !== undefined && !kept.builds.has(valuesKey) && isAskedAgain(valuesKey)) {
          keeping.values.push(stage);
        }
      }
      chosen.set(plan, keeping);
    }
    return chosen;
  }

  /** Keeping has failed because of its cost: in this state of the data, it is not tried again. */
  giveUp(keys: readonly string[], at: UserShard): void {
    for (const key of keys) this.asked.giveUp(nameInShard(key, at));
  }
}

/** Tells the leaves that more than one of the plans reads. */
function sharedLeaves(reads: ReadonlyMap<BoundPlan, readonly StageReads[]>): (leafKey: string) => boolean {
  const once = new Set<string>();
  const shared = new Set<string>();
  for (const stages of reads.values()) {
    for (const leafKey of new Set(stages.flatMap((stage) => stage.leafKey ?? []))) {
      (once.has(leafKey) ? shared : once).add(leafKey);
    }
  }
  return (leafKey) => shared.has(leafKey);
}
