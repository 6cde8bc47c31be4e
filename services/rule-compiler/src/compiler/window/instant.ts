import type { clockUnit } from '@muster/contracts';
import type { z } from 'zod';
import type { Day } from './day';

export type ClockUnit = z.infer<typeof clockUnit>;

/** The as-of instant of the run, moved by elapsed time. */
export interface RelativeInstant {
  readonly base: 'as-of';
  readonly shift: number;
  readonly unit: ClockUnit;
}

/** The first instant of a local day, which is not midnight where daylight saving skips it. */
export interface StartOfDay {
  readonly base: 'start-of-day';
  readonly day: Day;
  readonly timeZone: string;
}

/** An instant of the rule, canonical UTC text. */
export interface FixedInstant {
  readonly base: 'instant';
  readonly at: string;
}

/** An instant, as data: which one it is, each execution of the plan finds out. */
export type Instant = RelativeInstant | StartOfDay | FixedInstant;

export const startOfDay = (day: Day, timeZone: string): StartOfDay =>
  Object.freeze({ base: 'start-of-day', day, timeZone });
