import type { BoundPlan, UserSpan } from './bound-plan';
import { AskedBefore } from './asked-before';
import type { Kept } from './kept';
import { nameInSpan } from './name-in-span';
import type { StageReads } from './stage-reads';

/** What of a plan is to be kept before it is executed. */
export interface Keeping {
  readonly leaves: StageReads[];
  readonly values: StageReads[];
}

/** Values that are not kept, and how many conditions test them. */
interface TestedValues {
  readonly keep: () => void;
  readonly tests: number;
}

/** 50 rules of 20 conditions over 50 spans, at 200 bytes each: 10 MB. */
const REMEMBERED = 50_000;

/** Putting values in order takes about as long as three leaves that are made without. */
const TESTS_THAT_PAY = 3;

/**
 * What is asked for the first time is executed as it is, so that a rule that is asked once costs nothing more; what is asked for
 * again is kept. Whoever executes several plans together, an estimate with its conditions or a wave of audiences, keeps all that they read
 * at once: what is kept is combined without the engine, and has often more than one of them to serve.
 *
 * Values are asked for when a condition is read from them for the first time: one condition that comes back has a leaf, and pays nothing
 * for values that no other condition tests.
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
    at: UserSpan,
  ): Map<BoundPlan, Keeping> {
    const isTogether = reads.size > 1;
    const leaves = new Set(kept.leaves);
    const executed = new Set<string>();
    const tested = new Map<string, TestedValues>();
    const chosen = new Map<BoundPlan, Keeping>();
    for (const [plan, stages] of reads) {
      const keeping: Keeping = { leaves: [], values: [] };
      chosen.set(plan, keeping);
      for (const stage of stages) {
        const { leafKey, valuesKey } = stage;
        if (leafKey !== undefined && leaves.has(leafKey)) continue;
        const comesBack = leafKey !== undefined && !executed.has(leafKey) && this.isAskedAgain(leafKey, at);
        if (leafKey !== undefined && (comesBack || (isTogether && !this.isGivenUp(leafKey, at)))) {
          leaves.add(leafKey);
          keeping.leaves.push(stage);
        } else if (leafKey !== undefined) {
          executed.add(leafKey);
        }
        if (comesBack || valuesKey === undefined || kept.builds.has(valuesKey)) continue;
        const values = tested.get(valuesKey) ?? { keep: () => keeping.values.push(stage), tests: 0 };
        tested.set(valuesKey, { ...values, tests: values.tests + 1 });
      }
    }
    for (const [valuesKey, { keep, tests }] of tested) {
      const isOften = isTogether && tests >= TESTS_THAT_PAY && !this.isGivenUp(valuesKey, at);
      if (this.isAskedAgain(valuesKey, at) || isOften) keep();
    }
    return chosen;
  }

  /** Keeping has failed because of its cost: in this state of the data, it is not tried again. */
  giveUp(keys: readonly string[], at: UserSpan): void {
    for (const key of keys) this.asked.giveUp(nameInSpan(key, at));
  }

  private isAskedAgain(key: string, at: UserSpan): boolean {
    return this.asked.again(nameInSpan(key, at));
  }

  private isGivenUp(key: string, at: UserSpan): boolean {
    return this.asked.isGivenUp(nameInSpan(key, at));
  }
}
