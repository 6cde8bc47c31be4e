/** Microseconds since 1970 of an instant with offset, ISO 8601; exact until 2255, and nothing is asked as of a later time. */
export function microsOfIso(iso: string): number {
  const seconds = Date.parse(iso.replace(/\.\d+/, '')) / 1000;
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '';
  return seconds * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** `2026-11-21T16:00:00.000000Z`. */
export function isoOfMicros(micros: number): string {
  const fraction = ((micros % 1_000_000) + 1_000_000) % 1_000_000;
  const seconds = new Date((micros - fraction) / 1000).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  return `${seconds}.${String(fraction).padStart(6, '0')}Z`;
}
