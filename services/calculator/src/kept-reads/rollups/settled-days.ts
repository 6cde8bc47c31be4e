import type { PlanRollup } from '@muster/contracts';
import { RecentMap } from '../../engine/recent-map';
import type { UserSpan } from '../bound-plan';
import type { RolledDays } from './rolled-days';

/** Days of a year are 30 kB. */
const REMEMBERED = 500;

/** Whose days are asked for. */
export interface DaysAsked {
  readonly rollup: PlanRollup;
  /** `YYYY-MM-DD`. */
  readonly businessDate: string;
  /** Of the events; undefined when it is not known, so that the days are looked up each time. */
  readonly generation: string | undefined;
  readonly at: UserSpan;
}

/**
 * Remembers rolled up days as long as no events come: those of which nothing is missing, and those that are too few to be rolled up.
 * Builds never change, so what was looked up under a generation is right under it.
 */
export class SettledDays {
  private readonly remembered = new RecentMap<RolledDays>(REMEMBERED);

  /** @param fewest events that are worth a rollup. */
  constructor(private readonly fewest: number) {}

  /**
   * @param isThere whether the builds of remembered days still have all of their rows.
   * @returns what is remembered and there, or else what `look` finds.
   */
  async of(
    asked: DaysAsked,
    look: () => Promise<RolledDays>,
    isThere: (days: RolledDays) => Promise<boolean>,
  ): Promise<RolledDays> {
    const key = keyOf(asked);
    if (key === undefined) return look();
    const remembered = this.remembered.get(key);
    if (remembered && (await isThere(remembered))) return remembered;
    const days = await look();
    if (this.isSettled(days)) this.remembered.set(key, days);
    return days;
  }

  private isSettled({ missing, events, missingEvents }: RolledDays): boolean {
    return missing.length === 0 || events + missingEvents < this.fewest;
  }
}

function keyOf({ rollup, businessDate, generation, at }: DaysAsked): string | undefined {
  if (generation === undefined) return undefined;
  const { app, event, property } = rollup;
  return JSON.stringify([at.organisationId, at.span, app, event, property, businessDate, generation]);
}
