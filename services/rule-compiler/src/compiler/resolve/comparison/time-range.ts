import { isLocalDate } from '@muster/contracts';

/**
 * Whether a range of a local date and an instant ends before it begins in the organisation's zone. The rule's check, which does
 * not know the zone, lets ranges through that are in order in some zone.
 */
export function isReversedIn(timeZone: string, low: string, high: string): boolean {
  if (isLocalDate(low) === isLocalDate(high)) return false;
  // Local dates are ordered as their texts are.
  return localDateOf(low, timeZone) > localDateOf(high, timeZone);
}

/** The local date of a time: its own, or that of the instant. */
function localDateOf(time: string, timeZone: string): string {
  if (isLocalDate(time)) return time;
  // Swedish dates are written YYYY-MM-DD.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(time));
}
