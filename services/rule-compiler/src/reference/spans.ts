import { isLocalDate, type Duration, type Window } from '@muster/contracts';
import type { Evaluation } from './evaluation';
import { addToDate, firstInstantOf, localDateAt } from './local-time';
import { microsOf } from './typed-value';

/** Instants from `first` to before `end`, in microseconds; time is whole microseconds, so nothing lies between. */
export interface Span {
  readonly first: bigint;
  readonly end: bigint;
}

/** Before and after everything that can be stored. */
const BEGINNING = -(10n ** 18n);
const END = 10n ** 18n;

/** Elapsed time of the units that have a fixed length. */
export const MICROS_OF_UNIT = {
  minute: 60_000_000n,
  hour: 3_600_000_000n,
  day: 86_400_000_000n,
  week: 604_800_000_000n,
} as const;

type Context = Pick<Evaluation, 'asOf' | 'timeZone'>;

function businessDate({ asOf, timeZone }: Context): string {
  return localDateAt(microsOf(asOf), timeZone);
}

function moved(date: string, { n, unit }: Duration, sign: 1 | -1): string {
  switch (unit) {
    case 'day':
      return addToDate(date, { days: sign * n });
    case 'week':
      return addToDate(date, { weeks: sign * n });
    case 'month':
      return addToDate(date, { months: sign * n });
    default:
      throw new RangeError(`not a unit of days: ${unit}`);
  }
}

/** The events that a window lets through, apart from those later than the as-of instant. */
export function spanOfWindow(window: Window, context: Context): Span {
  const { timeZone } = context;
  const dayAfter = (date: string): string => addToDate(date, { days: 1 });
  switch (window.type) {
    case 'all':
      return { first: BEGINNING, end: END };
    case 'since':
      return { first: firstInstantOf(window.from, timeZone), end: END };
    case 'between':
      return {
        first: firstInstantOf(window.from, timeZone),
        end: firstInstantOf(dayAfter(window.to), timeZone),
      };
    case 'last': {
      const past = spanOfLast(window, context);
      return window.includeToday ? { first: past.first, end: END } : past;
    }
  }
}

/** Complete local days before the business date; for hours and minutes the time up to the as-of instant, both ends included. */
export function spanOfLast({ n, unit }: Duration, context: Context): Span {
  if (unit === 'hour' || unit === 'minute') {
    const end = microsOf(context.asOf);
    return { first: end - BigInt(n) * MICROS_OF_UNIT[unit], end: end + 1n };
  }
  const today = businessDate(context);
  return {
    first: firstInstantOf(moved(today, { n, unit }, -1), context.timeZone),
    end: firstInstantOf(today, context.timeZone),
  };
}

/** Complete local days after the business date; for hours and minutes the time from the as-of instant, both ends included. */
export function spanOfNext({ n, unit }: Duration, context: Context): Span {
  if (unit === 'hour' || unit === 'minute') {
    const first = microsOf(context.asOf);
    return { first, end: first + BigInt(n) * MICROS_OF_UNIT[unit] + 1n };
  }
  const today = businessDate(context);
  const dayAfter = (date: string): bigint => firstInstantOf(addToDate(date, { days: 1 }), context.timeZone);
  return { first: dayAfter(today), end: dayAfter(moved(today, { n, unit }, 1)) };
}

/** What a time operand stands for: an instant, or a whole local day. */
export function spanOfTime(operand: string, timeZone: string): Span {
  if (isLocalDate(operand)) {
    const next = addToDate(operand, { days: 1 });
    return { first: firstInstantOf(operand, timeZone), end: firstInstantOf(next, timeZone) };
  }
  const first = microsOf(operand);
  return { first, end: first + 1n };
}

export function isWithin(micros: bigint, { first, end }: Span): boolean {
  return micros >= first && micros < end;
}
