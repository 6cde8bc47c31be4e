import { Injectable } from '@nestjs/common';
import { isSomethingGone, type QueryStatistics } from '@muster/platform';
import type { QueryOwner } from '../engine/query-owner';
import { EventRollups, type RolledUp } from './rollups/event-rollups';
import type { AskedPlan, BoundPlan, SpanPlan, UserSpan } from './bound-plan';
import { KeepingPolicy } from './keeping-policy';
import { type Kept, nothingKept } from './kept';
import { KeptReadsMetrics } from './kept-reads.metrics';
import { KeptRepository } from './kept.repository';
import { readKept } from './read-kept';
import { type KeptMore, ReadKeeper } from './read-keeper';
import { scopesOf, stageReads, type StageReads } from './stage-reads';
import { isTooCostly } from './too-costly';

export interface PreparedPlans {
  /** How a plan that was given is executed for the span. */
  readonly spanPlanOf: (plan: AskedPlan) => SpanPlan;
  /** What keeping took: nothing, most of the time. */
  readonly spent: readonly QueryStatistics[];
}

/** Answers what plans read from what earlier executions of any plan have kept, and keeps what is read again and again. */
@Injectable()
export class KeptReads {
  private readonly policy = new KeepingPolicy();

  constructor(
    private readonly repository: KeptRepository,
    private readonly keeper: ReadKeeper,
    private readonly rollups: EventRollups,
    private readonly metrics: KeptReadsMetrics,
  ) {}

  /**
   * One query for all of them at most, and no query for plans that read nothing that could be kept.
   *
   * @param plans executed together, such as a rule and each of its conditions.
   */
  async prepare(plans: readonly AskedPlan[], at: UserSpan, owner: QueryOwner): Promise<PreparedPlans> {
    if (plans.every(({ plan }) => scopesOf(plan).length === 0))
      return { spanPlanOf: (plan) => readKept(plan, at.span, [], nothingKept), spent: [] };
    const reads = new Map(plans.map((plan) => [plan, stageReads(plan, plan.generations)]));
    const all = [...reads.values()].flat();
    const found = await this.repository.find(all, at, owner);
    this.metrics.looked(all, found);
    const { kept, spent } = await this.keepChosen(reads, found, at, owner);
    const rolledUp = new Map<AskedPlan, RolledUp>();
    for (const [plan, stages] of reads) {
      const uncached = stages
        .filter(({ leafKey }) => leafKey === undefined || !kept.leaves.has(leafKey))
        .map(({ stage }) => stage);
      rolledUp.set(plan, await this.rollups.prepare(plan, uncached, at, owner));
    }
    return {
      spanPlanOf: (plan) => readKept(plan, at.span, reads.get(plan) ?? [], kept, rolledUp.get(plan)?.stages),
      spent: [...spent, ...[...rolledUp.values()].flatMap((each) => each.spent)],
    };
  }

  /** Executes plans that were prepared; when something is gone that is read in place of their stages, it is looked for again next time. */
  async executing<Result>(execute: () => Promise<Result>): Promise<Result> {
    try {
      return await execute();
    } catch (error) {
      if (isSomethingGone(error)) this.repository.forget();
      throw error;
    }
  }

  private async keepChosen(
    reads: ReadonlyMap<BoundPlan, readonly StageReads[]>,
    found: Kept,
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<KeptMore> {
    let kept = found;
    const spent: QueryStatistics[] = [];
    const take = (more: KeptMore | undefined): void => {
      kept = more?.kept ?? kept;
      spent.push(...(more?.spent ?? []));
    };
    const chosen = this.policy.choose(reads, found, at);
    // Values first: leaves are made from them.
    for (const [plan, { values }] of chosen) {
      const keys = values.flatMap(({ valuesKey }) => valuesKey ?? []);
      take(await this.unlessTooCostly(keys, at, () => this.keeper.keepValues(plan, values, kept, at, owner)));
    }
    for (const [plan, { leaves }] of chosen) {
      const keys = leaves.flatMap(({ leafKey }) => leafKey ?? []);
      take(await this.unlessTooCostly(keys, at, () => this.keeper.keepLeaves(plan, leaves, kept, at, owner)));
    }
    return { kept, spent };
  }

  /** The one who asks now must not fail because of those who may ask later. */
  private async unlessTooCostly(
    keys: readonly string[],
    at: UserSpan,
    keep: () => Promise<KeptMore>,
  ): Promise<KeptMore | undefined> {
    try {
      const more = await keep();
      this.metrics.kept(keys.length);
      return more;
    } catch (error) {
      if (!isTooCostly(error)) throw error;
      this.policy.giveUp(keys, at);
      this.metrics.gaveUp(keys.length);
      return undefined;
    }
  }
}
