/**
 * An instant with offset, ISO 8601, as ClickHouse reads it for `DateTime64(6, 'UTC')`: `2026-11-21 16:00:00.000000`.
 * Digits beyond the microsecond are cut off; `Date` alone would cut at the millisecond.
 */
export function engineInstant(iso: string): string {
  const seconds = new Date(iso).toISOString().slice(0, 19).replace('T', ' ');
  // Offsets are whole minutes, so the fraction is the same in UTC.
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '';
  return `${seconds}.${fraction.padEnd(6, '0').slice(0, 6)}`;
}
