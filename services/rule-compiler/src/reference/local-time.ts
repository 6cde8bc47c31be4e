import { Temporal } from 'temporal-polyfill';

/** Microseconds since 1970 at which a local date begins: not always midnight, where clocks go forward over it. */
export function firstInstantOf(date: string, timeZone: string): bigint {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).startOfDay().epochNanoseconds / 1000n;
}

/** The local date at an instant. */
export function localDateAt(micros: bigint, timeZone: string): string {
  return new Temporal.ZonedDateTime(micros * 1000n, timeZone).toPlainDate().toString();
}

/** A date some days, weeks of seven days or calendar months later (or earlier), clamped to the month's last day. */
export function addToDate(date: string, amount: { days?: number; weeks?: number; months?: number }): string {
  return Temporal.PlainDate.from(date).add(amount).toString();
}
