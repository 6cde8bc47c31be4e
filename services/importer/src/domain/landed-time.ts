import { isLocalDate, parseInstant, parseTime } from '@muster/contracts';
import type { ZoneClock } from './zone-clock';

/** Days that a `Date` column of the engine can hold. */
const EARLIEST_DAY = '1970-01-01';
const LATEST_DAY = '2149-06-06';

/** A time as data brings it: an ISO 8601 instant with offset, or a local date, which means its first instant. */
export interface LandedTime {
  /** In UTC, to the microsecond, as the engine reads it: `2026-01-01 00:00:00.5`. */
  readonly utc: string;
  /** The organisation's local date. */
  readonly day: string;
}

/** The time and local day of a text; undefined when it is no time, or one that the engine cannot hold. */
export function landTime(text: string, clock: ZoneClock): LandedTime | undefined {
  const time = parseTime(text);
  if (time === undefined) return undefined;
  if (time.length === EARLIEST_DAY.length) {
    return { utc: engineText(new Date(clock.firstInstant(time)).toISOString()), day: time };
  }
  return { utc: engineText(time), day: clock.localDay(Date.parse(time)) };
}

/** Whether a local date can be the day of an event or of a tag value. */
export function isLandableDay(day: string): boolean {
  return isLocalDate(day) && day >= EARLIEST_DAY && day <= LATEST_DAY;
}

/**
 * The version of what an event lands: its time in microseconds since 1970, so that an old import that is delivered again
 * never overrides a newer one. Below 2^53 until the year 2255.
 */
export function versionOf(eventTime: string): number {
  const utc = parseInstant(eventTime);
  const fraction = utc?.split('.')[1]?.slice(0, -1) ?? '';
  const seconds = Math.floor(Date.parse(eventTime) / 1000);
  return seconds * 1_000_000 + Number(fraction.padEnd(6, '0'));
}

function engineText(isoUtc: string): string {
  return isoUtc.slice(0, -1).replace('T', ' ');
}
