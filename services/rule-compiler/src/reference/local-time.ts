import { Temporal } from 'temporal-polyfill';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
/** Years before and after every time that can be stored. */
const [FIRST_YEAR, LAST_YEAR] = [1800, 2400];
/** No zone is further ahead of UTC. */
const AHEAD_MINUTES = 16 * 60;

const formats = new Map<string, Intl.DateTimeFormat>();
const firstInstants = new Map<string, bigint>();

/** The local date at an instant, as the calendar on the wall says. */
export function localDateAt(micros: bigint, timeZone: string): string {
  // Rounded down before 1970 too; dates change on whole milliseconds.
  const millis = Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n);
  return localDateAtMillis(millis, timeZone);
}

function localDateAtMillis(millis: number, timeZone: string): string {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format.format(millis);
}

/**
 * Microseconds since 1970 at which a local date begins: the first second that has that date, or a later one where the zone
 * left the date out (Samoa had no 30 December 2011). Not always midnight, where clocks go forward over it.
 *
 * Rejected: temporal-polyfill, which misses changes of the clock that are weeks apart (Morocco around Ramadan).
 */
export function firstInstantOf(date: string, timeZone: string): bigint {
  const key = `${timeZone} ${date}`;
  const known = firstInstants.get(key);
  if (known !== undefined) return known;
  let millis = Date.parse(date) - AHEAD_MINUTES * MINUTE_MS;
  while (localDateAtMillis(millis, timeZone) < date) millis += MINUTE_MS;
  millis -= MINUTE_MS;
  while (localDateAtMillis(millis, timeZone) < date) millis += SECOND_MS;
  const micros = BigInt(millis) * 1000n;
  firstInstants.set(key, micros);
  return micros;
}

/**
 * A date some days, weeks of seven days or calendar months later (or earlier), clamped to the month's last day; at most the end
 * of all times that can be stored.
 */
export function addToDate(date: string, amount: { days?: number; weeks?: number; months?: number }): string {
  const moved = Temporal.PlainDate.from(date).add(amount);
  if (moved.year < FIRST_YEAR) return `${FIRST_YEAR}-01-01`;
  return moved.year > LAST_YEAR ? `${LAST_YEAR}-01-01` : moved.toString();
}
