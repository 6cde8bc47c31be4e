import { z } from 'zod';

/** The first and last local date that the engine's times can hold (DateTime64 of ClickHouse). */
export const EARLIEST_DATE = '1900-01-01';
export const LATEST_DATE = '2299-12-31';

const date = z.iso.date();
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** Digits of a second that the engine keeps: microseconds. */
const FRACTION_DIGITS = 6;
const MINUTE_MS = 60_000;

/** Whether a value is a date of the calendar, `YYYY-MM-DD`. Dates are ordered as their texts are. */
export function isLocalDate(value: unknown): value is string {
  return date.safeParse(value).success;
}

/** Whether a date is one that the engine can hold. */
export function isDateInRange(localDate: string): boolean {
  return localDate >= EARLIEST_DATE && localDate <= LATEST_DATE;
}

/**
 * The canonical UTC text of an ISO 8601 instant with offset, e.g. `2026-01-01T00:00:00.5Z`; equal instants give equal texts.
 * Undefined when the value is no such instant, is finer than a microsecond, or lies outside what the engine can hold.
 */
export function parseInstant(value: unknown): string | undefined {
  return readInstant(value, false);
}

/**
 * The same of an instant in data, where digits beyond a microsecond are cut off: senders write nanoseconds, and the tables hold
 * microseconds. In a rule they are an error instead, since a bound is never moved.
 */
export function parseDataInstant(value: unknown): string | undefined {
  return readInstant(value, true);
}

function readInstant(value: unknown, cutOff: boolean): string | undefined {
  const match = typeof value === 'string' ? INSTANT.exec(value) : null;
  if (match === null) {
    return undefined;
  }
  const [, day, hour, minute, second = '00', fractionDigits = '', sign, offsetHours, offsetMinutes] = match;
  const kept = cutOff ? fractionDigits.slice(0, FRACTION_DIGITS) : fractionDigits;
  const fraction = kept.replace(/0+$/, '');
  if (!isLocalDate(day) || fraction.length > FRACTION_DIGITS) {
    return undefined;
  }
  const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * MINUTE_MS;
  const wallClock = Date.parse(`${day}T${String(hour)}:${String(minute)}:${second}Z`);
  const utc = new Date(sign === '-' ? wallClock + offset : wallClock - offset).toISOString();
  const seconds = utc.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  return isDateInRange(utc.slice(0, 'YYYY-MM-DD'.length))
    ? `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`
    : undefined;
}

/** The canonical text of a time: an instant in UTC, or a local date, which means that whole local day. */
export function parseTime(value: unknown): string | undefined {
  return isLocalDate(value) ? (isDateInRange(value) ? value : undefined) : parseInstant(value);
}

/** Orders two instants that `parseInstant` has returned: as texts, `…00Z` would follow `…00.5Z`. */
export function compareInstants(left: string, right: string): number {
  const [first, second] = [left.slice(0, -1), right.slice(0, -1)];
  return first < second ? -1 : first > second ? 1 : 0;
}
