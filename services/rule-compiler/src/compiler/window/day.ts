import type { Instant } from './instant';

/** The run's business date, moved by calendar months (clamped to the month's last day) and then by days. */
export interface RelativeDay {
  readonly base: 'business-date';
  readonly months: number;
  readonly days: number;
}

/** A date of the rule, moved by days. */
export interface FixedDay {
  readonly base: 'date';
  readonly date: string;
  readonly days: number;
}

/** The organisation's local date at an instant. */
export interface DayOfInstant {
  readonly base: 'instant';
  readonly instant: Instant;
  readonly timeZone: string;
}

/** A local day of the organisation, as data: which one it is, each execution of the plan finds out. */
export type Day = RelativeDay | FixedDay | DayOfInstant;

export const businessDate: RelativeDay = Object.freeze({ base: 'business-date', months: 0, days: 0 });

export const fixedDay = (date: string, days = 0): FixedDay => Object.freeze({ base: 'date', date, days });
