import fc, { type Arbitrary } from 'fast-check';
import { addToDate, firstInstantOf, localDateAt } from '../reference/local-time';
import { microsOf } from '../reference/typed-value';

/** When and where a rule is evaluated. */
export interface Moment {
  readonly timeZone: string;
  /** Canonical UTC text. */
  readonly asOf: string;
}

/** Days on which clocks change, ends of months, the first and last instant of a local day. */
const moments: readonly Moment[] = [
  { timeZone: 'Europe/London', asOf: '2026-03-29T12:00:00Z' },
  { timeZone: 'Europe/London', asOf: '2026-03-31T23:00:00Z' },
  { timeZone: 'Europe/London', asOf: '2025-10-26T01:30:00.5Z' },
  { timeZone: 'Europe/London', asOf: '2026-03-30T22:59:59.999999Z' },
  { timeZone: 'America/New_York', asOf: '2026-03-08T07:00:00Z' },
  { timeZone: 'America/New_York', asOf: '2025-11-03T05:00:00Z' },
  { timeZone: 'America/New_York', asOf: '2024-03-31T04:00:00Z' },
  // Midnight is skipped.
  { timeZone: 'America/Sao_Paulo', asOf: '2018-11-05T02:30:00Z' },
  // Midnight comes twice.
  { timeZone: 'America/Havana', asOf: '2025-11-02T06:30:00Z' },
  // Irish law has summer time as the standard: the saving is negative, in winter. Morocco saves negatively in Ramadan.
  { timeZone: 'Europe/Dublin', asOf: '2025-10-27T00:00:00Z' },
  { timeZone: 'Africa/Casablanca', asOf: '2026-03-22T12:00:00Z' },
  // Samoa left out 30 December 2011.
  { timeZone: 'Pacific/Apia', asOf: '2011-12-31T10:00:00Z' },
  // Clocks change by half an hour.
  { timeZone: 'Australia/Lord_Howe', asOf: '2026-04-05T03:00:00Z' },
  { timeZone: 'Asia/Kathmandu', asOf: '2024-02-29T18:15:00Z' },
  { timeZone: 'UTC', asOf: '2026-01-01T00:00:00Z' },
];

export const anyMoment: Arbitrary<Moment> = fc.constantFrom(...moments);

const dayOffsets = [-400, -366, -62, -31, -30, -29, -28, -14, -8, -7, -2, -1, 0, 1, 2, 7, 8, 28, 31, 32];
const microOffsets = [-1n, 0n, 1n, 3_600_000_000n, 43_200_000_000n];
const clockOffsets = [0n, 60n, 120n, 3_599n, 3_600n, 3_660n, 7_200n, 86_400n, 90_000n].map(
  (seconds) => seconds * 1_000_000n,
);

export function dayNear({ asOf, timeZone }: Moment): Arbitrary<string> {
  const today = localDateAt(microsOf(asOf), timeZone);
  return fc.constantFrom(...dayOffsets).map((days) => addToDate(today, { days }));
}

/** Instants at the edges of local days, and minutes, hours and days back from the as-of instant; a few lie after it. */
export function instantNear(moment: Moment): Arbitrary<string> {
  const atEdgesOfDays = fc
    .tuple(dayNear(moment), fc.constantFrom(...microOffsets))
    .map(([date, offset]) => firstInstantOf(date, moment.timeZone) + offset);
  const nearAsOf = fc
    .tuple(
      fc.constantFrom(...clockOffsets),
      fc.constantFrom(-1n, -1n, -1n, 1n),
      fc.constantFrom(-1n, 0n, 0n, 1n),
    )
    .map(([length, sign, offset]) => microsOf(moment.asOf) + sign * length + offset);
  return fc.oneof(atEdgesOfDays, nearAsOf).map(isoOf);
}

export function timeNear(moment: Moment): Arbitrary<string> {
  return fc.oneof(instantNear(moment), dayNear(moment));
}

function isoOf(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19);
  const digits = fraction.toString().padStart(6, '0').replace(/0+$/, '');
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`;
}
