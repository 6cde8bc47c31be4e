import { Inject, Injectable } from '@nestjs/common';
import { Metrics, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { RecentMap } from '../engine/recent-map';
import type { StatementOptions } from '../engine/statement-options';
import type { SpanPlan, UserSpan } from '../kept-reads/bound-plan';
import { combineBitmaps } from './combine-bitmaps';
import { readEngineBitmap } from './engine-bitmap';
import { heldPlanOf, type HeldPlan, type KeptBitmap } from './held-plan';
import { KeptBitmapsRepository } from './kept-bitmaps.repository';
import { SpanUsers } from './span-users';

const MEBIBYTE = 1024 * 1024;

/** What the name of a bitmap and its place take, even where nobody is in it. */
const BYTES_OF_NAME = 500;

/** 8 MiB for a million users, and a third more as text on their way out of the engine; four times that for a full span. */
const MOST_FETCHED_AT_ONCE = 64;

/**
 * Holds bitmaps that never change, leaves and results of audiences, and computes plans that need nothing else. Of the 30 ms that the
 * engine takes for such a plan, 20 are the analysis of its statement; combining twenty bitmaps here takes one.
 */
@Injectable()
export class HeldBitmaps {
  private readonly held: RecentMap<SpanUsers>;
  private readonly holdsNothing: boolean;
  private readonly plans;

  constructor(
    private readonly repository: KeptBitmapsRepository,
    metrics: Metrics,
    @Inject(SERVICE_CONFIG) { CALCULATOR_HELD_BITMAPS_MIB: mebibytes }: CalculatorConfig,
  ) {
    this.plans = metrics.counter({
      name: 'muster_plans_total',
      help: 'Plans of a span that were executed, by whether the process has computed them of bitmaps that it holds (held) or the engine has (engine)',
      labelNames: ['by'],
    });
    this.held = new RecentMap(mebibytes * MEBIBYTE, ({ size }) => size + BYTES_OF_NAME);
    this.holdsNothing = mebibytes === 0;
  }

  /**
   * Brings in what plans that need no engine need. Failures are those of `ClickHouse`.
   * @returns what that took: nothing, most of the time.
   */
  async hold(
    plans: readonly SpanPlan[],
    at: UserSpan,
    options: StatementOptions,
  ): Promise<QueryStatistics[]> {
    if (this.holdsNothing) return [];
    const needed = plans.flatMap((plan) => [...(heldPlanOf(plan)?.reads.values() ?? [])].flat());
    const missing = [...new Map(needed.map((bitmap) => [idOf(bitmap), bitmap])).values()].filter(
      (bitmap) => !this.find(bitmap, at),
    );
    const spent: QueryStatistics[] = [];
    for (let start = 0; start < missing.length; start += MOST_FETCHED_AT_ONCE) {
      const some = missing.slice(start, start + MOST_FETCHED_AT_ONCE);
      const queryId = `${options.queryId}/bitmaps/${start}`;
      const fetched = await this.repository.fetch(some, at, { ...options, queryId });
      spent.push(...fetched.spent);
      for (const bitmap of some) {
        const state = fetched.states.get(idOf(bitmap));
        if (state) this.put(idOf(bitmap), at, readEngineBitmap(state, at.span));
        else if (bitmap.kind === 'snapshot') this.put(idOf(bitmap), at, SpanUsers.nobody());
      }
    }
    return spent;
  }

  /** @returns the members among the users of the span; undefined when the engine has to execute the plan: a stage is not kept, or is not held. */
  resultOf(plan: SpanPlan, at: UserSpan): SpanUsers | undefined {
    const held = heldPlanOf(plan);
    const users = held && this.compute(held, at);
    this.plans.inc({ by: users ? 'held' : 'engine' });
    return users;
  }

  /** A snapshot that has just been written: audiences that are built on it come next. */
  holdSnapshot(snapshotId: string, at: UserSpan, users: SpanUsers): void {
    this.put(snapshotId, at, users);
  }

  /** Undefined when something is not held: it is gone, or others have taken its place. */
  private compute({ reads, combines, result }: HeldPlan, at: UserSpan): SpanUsers | undefined {
    const stages = new Map<string, SpanUsers>();
    for (const [id, kept] of reads) {
      const parts = kept.map((bitmap) => this.find(bitmap, at));
      if (!parts.every((part) => part !== undefined)) return undefined;
      stages.set(id, unionOf(parts));
    }
    const usersOf = (id: string): SpanUsers => {
      const users = stages.get(id);
      if (!users) throw new Error(`the plan needs stage ${id} before it has it`);
      return users;
    };
    for (const { id, bitmap } of combines) stages.set(id, combineBitmaps(bitmap, usersOf));
    return combineBitmaps(result, usersOf);
  }

  private find(bitmap: KeptBitmap, at: UserSpan): SpanUsers | undefined {
    const users = this.held.get(nameOf(idOf(bitmap), at));
    // Those that are used again and again stay.
    if (users) this.put(idOf(bitmap), at, users);
    return users;
  }

  private put(id: string, at: UserSpan, users: SpanUsers): void {
    this.held.set(nameOf(id, at), users);
  }
}

function unionOf([first, ...others]: readonly SpanUsers[]): SpanUsers {
  if (first && others.length === 0) return first;
  const union = first?.copy() ?? SpanUsers.nobody();
  others.forEach((users) => {
    union.unite(users);
  });
  return union;
}

const idOf = (bitmap: KeptBitmap): string => (bitmap.kind === 'leaf' ? bitmap.key : bitmap.snapshotId);

const nameOf = (id: string, { organisationId, span }: UserSpan): string => `${organisationId}/${span}/${id}`;
