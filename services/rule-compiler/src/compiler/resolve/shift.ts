import type { Duration } from '@muster/contracts';
import { businessDate, type RelativeDay } from '../window/day';
import type { ClockUnit, RelativeInstant } from '../window/instant';

/** Elapsed time, counted back from the as-of instant. */
export interface ClockLength {
  readonly kind: 'clock';
  readonly n: number;
  readonly unit: ClockUnit;
}

/** Local days, counted back from the business date. */
export interface DayLength {
  readonly kind: 'days';
  readonly months: number;
  readonly days: number;
}

export function lengthOf({ n, unit }: Duration): ClockLength | DayLength {
  switch (unit) {
    case 'hour':
    case 'minute':
      return { kind: 'clock', n, unit };
    case 'day':
      return { kind: 'days', months: 0, days: n };
    case 'week':
      return { kind: 'days', months: 0, days: 7 * n };
    case 'month':
      return { kind: 'days', months: n, days: 0 };
  }
}

/** The as-of instant, that length earlier (-1) or later (1), or itself (0). */
export function shiftAsOf({ n, unit }: ClockLength, direction: -1 | 0 | 1): RelativeInstant {
  return { base: 'as-of', shift: direction * n, unit };
}

/** The business date, that length earlier (-1) or later (1). */
export function shiftBusinessDate({ months, days }: DayLength, direction: -1 | 1): RelativeDay {
  return { ...businessDate, months: direction * months, days: direction * days };
}
