import fc, { type Arbitrary } from 'fast-check';
import { addToDate, firstInstantOf, localDateAt } from '../reference/local-time';
import { microsOf } from '../reference/typed-value';

/** When and where a rule is evaluated. */
export interface Moment {
  readonly timeZone: string;
  /** Canonical UTC text. */
  readonly asOf: string;
}

/** Daylight-saving changes (midnight is skipped in São Paulo), ends of months, the first and last instant of a local day. */
export const anyMoment: Arbitrary<Moment> = fc.constantFrom(
  { timeZone: 'Europe/London', asOf: '2026-03-29T12:00:00Z' },
  { timeZone: 'Europe/London', asOf: '2026-03-31T23:00:00Z' },
  { timeZone: 'Europe/London', asOf: '2025-10-26T01:30:00.5Z' },
  { timeZone: 'Europe/London', asOf: '2026-03-30T22:59:59.999999Z' },
  { timeZone: 'America/New_York', asOf: '2026-03-08T07:00:00Z' },
  { timeZone: 'America/New_York', asOf: '2025-11-03T05:00:00Z' },
  { timeZone: 'America/New_York', asOf: '2024-03-31T04:00:00Z' },
  { timeZone: 'America/Sao_Paulo', asOf: '2018-11-05T02:30:00Z' },
  { timeZone: 'Asia/Kathmandu', asOf: '2024-02-29T18:15:00Z' },
);

const dayOffsets = [-400, -366, -62, -31, -30, -29, -28, -14, -8, -7, -2, -1, 0, 1, 2, 7, 8, 28, 31, 32];
const microOffsets = [-1n, 0n, 1n, 3_600_000_000n, 43_200_000_000n];
const clockOffsets = [0n, 60n, 3_599n, 3_600n, 7_200n, 86_400n].map((seconds) => seconds * 1_000_000n);

export function dayNear({ asOf, timeZone }: Moment): Arbitrary<string> {
  const today = localDateAt(microsOf(asOf), timeZone);
  return fc.constantFrom(...dayOffsets).map((days) => addToDate(today, { days }));
}

/** Instants at the edges of local days, and of hours back from the as-of instant. */
export function instantNear(moment: Moment): Arbitrary<string> {
  const atEdgesOfDays = fc
    .tuple(dayNear(moment), fc.constantFrom(...microOffsets))
    .map(([date, offset]) => firstInstantOf(date, moment.timeZone) + offset);
  const nearAsOf = fc
    .tuple(fc.constantFrom(...clockOffsets), fc.constantFrom(-1n, 1n), fc.constantFrom(-1n, 0n, 1n))
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
