import {
  EARLIEST_DATE,
  LATEST_DATE,
  compareInstants,
  isDateInRange,
  isLocalDate,
  parseInstant,
  parseTime,
} from '../../value/time';
import type { CheckContext } from './check-context';
import { describe, quote } from './wording';

/** Local time is at most 14 hours ahead of UTC and 12 hours behind it. */
const AHEAD = '+14:00';
const BEHIND = '-12:00';

/** Checks a time: an instant with offset, or a local date. Returns its canonical text. */
export function checkTime(context: CheckContext, value: unknown, pointer: string): string | undefined {
  const time = parseTime(value);
  if (time !== undefined) {
    return time;
  }
  if (typeof value === 'string' && (isLocalDate(value) || isRefusedInstant(value))) {
    const message = `Write a time between ${EARLIEST_DATE} and ${LATEST_DATE}, no finer than a microsecond.`;
    context.report('rule.value-out-of-range', pointer, message);
    return undefined;
  }
  const found = typeof value === 'string' ? quote(value) : describe(value);
  const message = `Write an instant with offset such as "2026-01-31T09:00:00+01:00" or a local date such as "2026-01-31", not ${found}.`;
  context.report('rule.value-type', pointer, message);
  return undefined;
}

/** Checks a local date. Returns it when it is one. */
export function checkLocalDate(context: CheckContext, value: unknown, pointer: string): string | undefined {
  if (!isLocalDate(value)) {
    const found = typeof value === 'string' ? quote(value) : describe(value);
    context.report('rule.value-type', pointer, `Write a local date such as "2026-01-31", not ${found}.`);
    return undefined;
  }
  if (!isDateInRange(value)) {
    const message = `Write a date between ${EARLIEST_DATE} and ${LATEST_DATE}.`;
    context.report('rule.value-out-of-range', pointer, message);
    return undefined;
  }
  return value;
}

/**
 * Whether no time can lie between two canonical times. A local date against an instant depends on the organisation's time zone,
 * which is not known here: such a range is reversed when it is so in every zone. The compiler, which knows the zone, decides the rest.
 */
export function isReversedTimeRange(low: string, high: string): boolean {
  if (isLocalDate(low) && isLocalDate(high)) {
    return low > high;
  }
  const earliest = isLocalDate(low) ? parseInstant(`${low}T00:00:00${AHEAD}`) : low;
  const latest = isLocalDate(high) ? parseInstant(`${high}T23:59:59.999999${BEHIND}`) : high;
  return earliest !== undefined && latest !== undefined && compareInstants(earliest, latest) > 0;
}

/** A real instant that only is out of range or too fine: its clock and offset are accepted on another day, without fraction. */
function isRefusedInstant(text: string): boolean {
  const [day, clock] = [text.slice(0, 'YYYY-MM-DD'.length), text.slice('YYYY-MM-DD'.length)];
  return isLocalDate(day) && parseInstant(`2000-01-02${clock.replace(/\.\d+/, '')}`) !== undefined;
}
