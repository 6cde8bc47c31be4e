import type { MissedDays } from '@muster/contracts';
import type { RunTime } from '../../runs/domain/as-of';
import { wallClock } from './wall-clock';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When the days of an organisation are due: at a local hour, in a zone. */
export interface DailyHour {
  /** 0 to 23. */
  readonly dailyHour: number;
  /** IANA name. */
  readonly timeZone: string;
}

/**
 * The instant from which a business date is due, in milliseconds: the first at which the local clock shows the hour. An hour that is
 * skipped on that day is due when the clock has jumped over it, and no later than the last moment of the day (23:00 in Greenland in
 * March); one that comes twice is due the first time. Undefined for a date
 * that the zone has skipped (2011-12-30 in Samoa).
 * @param date `YYYY-MM-DD`.
 */
export function dueAt(date: string, { dailyHour, timeZone }: DailyHour): number | undefined {
  const wall = Date.parse(`${date}T00:00:00Z`) + dailyHour * HOUR_MS;
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((near) => wallClock(near, timeZone) - near);
  const [before = 0] = offsets;
  const candidates = offsets.map((offset) => wall - offset).sort((left, right) => left - right);
  // By the offset before a jump, a skipped hour lies as far after it as it would have been.
  const due = candidates.find((instant) => wallClock(instant, timeZone) === wall) ?? wall - before;
  return [due, due - 1].find((instant) => dateOf(wallClock(instant, timeZone)) === date);
}

/** The newest business date that is due at an instant. */
export function newestDueDate(now: Date, hour: DailyHour): string {
  for (let day = wallClock(now.getTime(), hour.timeZone); ; day -= DAY_MS) {
    const due = dueAt(dateOf(day), hour);
    if (due !== undefined && due <= now.getTime()) return dateOf(day);
  }
}

/**
 * The business date to compute next for an audience whose schedule has nothing left to do for `scheduledDate` and the dates before;
 * undefined when no later one is due.
 */
export function nextDate(
  scheduledDate: string,
  newestDue: string,
  missedDays: MissedDays,
  hour: DailyHour,
): string | undefined {
  if (scheduledDate >= newestDue) return undefined;
  if (missedDays === 'newest') return newestDue;
  let day = Date.parse(scheduledDate) + DAY_MS;
  while (dueAt(dateOf(day), hour) === undefined) day += DAY_MS;
  return dateOf(day);
}

/**
 * What a scheduled run computes for: the very instant at which its date came due, whenever the run is made. A day that is caught up
 * has the result that it would have had.
 * @param businessDate one that the zone has not skipped.
 */
export function scheduledTime(businessDate: string, hour: DailyHour): RunTime {
  const due = dueAt(businessDate, hour);
  if (due === undefined) throw new Error(`there is no ${businessDate} in ${hour.timeZone}`);
  return { asOf: new Date(due).toISOString().replace('Z', '000Z'), businessDate };
}

function dateOf(wall: number): string {
  return new Date(wall).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
