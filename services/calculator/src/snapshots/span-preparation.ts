import { Injectable } from '@nestjs/common';
import { DependencyDownError, type QueryStatistics } from '@muster/platform';
import { asCommonOwner } from '../engine/common-owner';
import { EngineGate } from '../engine/engine-gate';
import type { QueryOwner } from '../engine/query-owner';
import { sharedStatistics } from '../engine/shared-statistics';
import { together } from '../engine/together';
import { HeldBitmaps } from '../held-bitmaps/held-bitmaps';
import type { AskedPlan, SpanPlan, UserSpan } from '../kept-reads/bound-plan';
import { KeptReads } from '../kept-reads/kept-reads';

/** A plan that can be executed, and what it took to prepare it: nothing, most of the time. */
export interface PreparedSpan {
  readonly plan: SpanPlan;
  readonly spent: readonly QueryStatistics[];
}

interface Asker {
  readonly plan: AskedPlan;
  readonly at: UserSpan;
  readonly owner: QueryOwner;
}

/** So many plans of twenty conditions have about as many different ones as an organisation has. */
const MOST_TOGETHER = 16;

/**
 * Prepares plans of one span together when several pieces ask at a time: they are looked up in one statement, and conditions that they
 * have in common are kept before any of them is executed.
 */
@Injectable()
export class SpanPreparation {
  private readonly together = together<Asker, PreparedSpan>(
    ({ at }) => `${at.organisationId}/${String(at.span)}`,
    (askers) => this.gate.run(() => this.prepareAll(askers)),
    MOST_TOGETHER,
  );

  constructor(
    private readonly keptReads: KeptReads,
    private readonly heldBitmaps: HeldBitmaps,
    private readonly gate: EngineGate,
  ) {}

  /** Failures are those of `ClickHouse`. What is prepared for others, too, goes on when its owner is cancelled. */
  async prepare(plan: AskedPlan, at: UserSpan, owner: QueryOwner): Promise<PreparedSpan> {
    const prepared = await this.together({ plan, at, owner });
    owner.signal.throwIfAborted();
    return prepared;
  }

  /** One of them must not fail because of another: when they cannot be prepared together, each is alone. */
  private async prepareAll(askers: readonly Asker[]): Promise<readonly (PreparedSpan | Error)[]> {
    try {
      return await this.prepareTogether(askers);
    } catch (error) {
      if (askers.length === 1 || error instanceof DependencyDownError) throw error;
    }
    const results: (PreparedSpan | Error)[] = [];
    for (const asker of askers) {
      const [prepared] = await this.prepareTogether([asker]).catch((error: unknown) => [errorOf(error)]);
      if (prepared) results.push(prepared);
    }
    return results;
  }

  private async prepareTogether(askers: readonly Asker[]): Promise<PreparedSpan[]> {
    const [first] = askers;
    if (!first) return [];
    const { at } = first;
    const asked = askers.map(({ plan }) => plan);
    const owners = askers.map(({ owner }) => owner);
    return asCommonOwner(owners, async (owner) => {
      const prepared = await this.keptReads.prepare(asked, at, owner);
      const plans = asked.map(prepared.spanPlanOf);
      const options = { queryId: owner.queryId('hold', at.span), signal: owner.signal };
      const spent = [...prepared.spent, ...(await this.heldBitmaps.hold(plans, at, options))];
      const share = spent.map((statistics) => sharedStatistics(statistics, askers.length));
      return plans.map((plan) => ({ plan, spent: share }));
    });
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
