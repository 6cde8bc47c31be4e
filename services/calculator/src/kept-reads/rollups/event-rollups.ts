import { Inject, Injectable } from '@nestjs/common';
import type { PlanRollup, PlanStage } from '@muster/contracts';
import { type QueryParameters, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../../calculator.config';
import type { QueryOwner } from '../../engine/query-owner';
import { AskedBefore } from '../asked-before';
import type { AskedPlan, BoundPlan, UserSpan } from '../bound-plan';
import { isTooCostly } from '../too-costly';
import { EventRollupsRepository } from './event-rollups.repository';
import { type RolledDays, rolledDays } from './rolled-days';
import { SettledDays } from './settled-days';

/** A stage, read from rollups up to a day and from the events after it. */
export interface RolledUpStage {
  readonly select: string;
  readonly parameters: QueryParameters;
}

export interface RolledUp {
  /** By the id of the stage. */
  readonly stages: ReadonlyMap<string, RolledUpStage>;
  /** What rolling up took: nothing, most of the time. */
  readonly spent: readonly QueryStatistics[];
}

/** A year of days is added up in a dozen batches, each within the time that one asker can wait. */
const DAYS_OF_A_BATCH = 31;
/** Events and properties of all organisations that a process is asked for. */
const REMEMBERED = 10_000;

/**
 * Reads what is counted or summed up from daily rollups. Days are rolled up in batches when their events are asked for again;
 * until then, and for days that have got events since, the events themselves are read: the answer is the same.
 */
@Injectable()
export class EventRollups {
  private readonly asked = new AskedBefore(REMEMBERED);
  private readonly settled: SettledDays;

  constructor(
    private readonly repository: EventRollupsRepository,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {
    this.settled = new SettledDays(config.CALCULATOR_ROLLUP_EVENTS);
  }

  /** @param stages of the plan; those without a rollup are left alone. */
  async prepare(
    plan: AskedPlan,
    stages: readonly PlanStage[],
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<RolledUp> {
    const rolled = new Map<string, RolledUpStage>();
    const spent: QueryStatistics[] = [];
    const businessDate = String(plan.parameters['businessDate']);
    for (const { id, rollup, leaf } of stages) {
      if (!rollup) continue;
      const generation = leaf && plan.generations.of(leaf.scopes);
      const look = (): Promise<RolledDays> =>
        this.settled.of(
          { rollup, businessDate, generation, at },
          async () => rolledDays(await this.repository.days(rollup, businessDate, at, owner), businessDate),
          (remembered) => this.repository.areWhole(rollup, remembered, at, owner),
        );
      let days = await look();
      const more = await this.rollUp(rollup, plan, days, at, owner);
      if (more.length > 0) {
        spent.push(...more);
        days = await look();
      }
      // A few events are read faster than builds are told apart.
      if (days.events < this.config.CALCULATOR_ROLLUP_EVENTS) continue;
      const { parameters, select } = rollup;
      rolled.set(id, {
        select,
        parameters: { [parameters.builds]: [...days.builds], [parameters.until]: days.until },
      });
    }
    return { stages: rolled, spent };
  }

  /** Rolls up what is missing, when somebody has asked before and it pays. */
  private async rollUp(
    rollup: PlanRollup,
    bound: BoundPlan,
    days: RolledDays,
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<QueryStatistics[]> {
    const { missing, events, missingEvents } = days;
    // A few events are read faster than they are rolled up; when more have come, it is looked at again.
    if (missing.length === 0 || events + missingEvents < this.config.CALCULATOR_ROLLUP_EVENTS) return [];
    const name = JSON.stringify([at.organisationId, at.span, rollup.app, rollup.event, rollup.property]);
    if (!this.asked.again(name)) return [];
    const spent: QueryStatistics[] = [];
    try {
      if (!(await this.pays(rollup, days, at, owner))) {
        this.asked.giveUp(name);
        return [];
      }
      for (let start = 0; start < missing.length; start += DAYS_OF_A_BATCH) {
        const batch = missing.slice(start, start + DAYS_OF_A_BATCH);
        spent.push(await this.repository.build(rollup, bound, batch, at, owner));
      }
    } catch (error) {
      // The one who asks now must not fail because of those who may ask later.
      if (!isTooCostly(error)) throw error;
      this.asked.giveUp(name);
    }
    return spent;
  }

  private async pays(
    rollup: PlanRollup,
    { events, missing, missingEvents }: RolledDays,
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<boolean> {
    // Most days are there: another one keeps them readable.
    if (events >= this.config.CALCULATOR_ROLLUP_EVENTS) return true;
    const rows = await this.repository.usersOfDays(rollup, missing, at, owner);
    return missingEvents >= this.config.CALCULATOR_ROLLUP_DENSITY * rows;
  }
}
