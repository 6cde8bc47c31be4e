import { isLocalDate, parseDataInstant, parseTime } from '@muster/contracts';
import { readWrittenTime } from './written-time';
import type { ZoneClock } from './zone-clock';

/** Days that a `Date` column of the engine can hold. */
const EARLIEST_DAY = '1970-01-01';
const LATEST_DAY = '2149-06-06';
/** Where a date and an instant have their first hyphen. */
const DATE_SEPARATOR = 4;

/** A time as data brings it: an ISO 8601 instant, or a local date, which means its first instant. */
export interface LandedTime {
  /** In UTC, to the microsecond, as the engine reads it: `2026-01-01 00:00:00.5`. */
  readonly utc: string;
  /** The organisation's local date. */
  readonly day: string;
}

/** The time and local day of a text; undefined when it is no time, or one that the engine cannot hold. */
export function landTime(text: string, clock: ZoneClock): LandedTime | undefined {
  if (text.length === EARLIEST_DAY.length) {
    const date = parseTime(text);
    if (date === undefined) return undefined;
    return { utc: engineText(new Date(clock.firstInstant(date)).toISOString()), day: date };
  }
  // Numbers and other texts are the rule among values: one look tells most of them apart, parsing takes 5 µs.
  if (text[DATE_SEPARATOR] !== '-') return undefined;
  const instant = parseDataInstant(text) ?? (clock.localTimes && readWrittenTime(text, clock.localTimes));
  if (instant === undefined) return undefined;
  return { utc: engineText(instant), day: clock.localDay(Date.parse(instant)) };
}

/** Whether a local date can be the day of an event or of a tag value. */
export function isLandableDay(day: string): boolean {
  return isLocalDate(day) && day >= EARLIEST_DAY && day <= LATEST_DAY;
}

function engineText(isoUtc: string): string {
  return isoUtc.slice(0, -1).replace('T', ' ');
}
