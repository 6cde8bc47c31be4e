import { Temporal } from 'temporal-polyfill';

/**
 * The engine's dates begin on 1970-01-01. Ten years after it, windows of up to ten years can be computed in them (`lowerDay` of the rule
 * compiler), and every zone's local date has passed the first of a year on its second day.
 */
const EARLIEST = Temporal.Instant.from('1980-01-02T00:00:00Z');

/** The instant a run computes for, and the organisation's local date then. */
export interface RunTime {
  /** ISO 8601 in UTC, with microseconds: the precision of event times. */
  readonly asOf: string;
  /** `YYYY-MM-DD`. */
  readonly businessDate: string;
}

export type AsOfProblem = 'in-future' | 'too-early';

/**
 * @param asOf ISO 8601 instant with offset; now when undefined.
 * @param timeZone IANA name of the organisation's zone.
 */
export function runTime(asOf: string | undefined, timeZone: string, now: Date): RunTime | AsOfProblem {
  const present = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  const instant = asOf === undefined ? present : Temporal.Instant.from(asOf);
  if (Temporal.Instant.compare(instant, present) > 0) return 'in-future';
  if (Temporal.Instant.compare(instant, EARLIEST) < 0) return 'too-early';
  return {
    // Finer digits are cut off, as they are from event times: an event at the as-of instant counts.
    asOf: instant.toString({ fractionalSecondDigits: 6, roundingMode: 'floor' }),
    businessDate: localDate(instant.epochMilliseconds, timeZone),
  };
}

/** By Intl: the Temporal polyfill is wrong where a zone changes its offset twice within weeks (Africa/Casablanca, 2012-07-24). */
function localDate(epochMilliseconds: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const parts = new Map(format.formatToParts(epochMilliseconds).map(({ type, value }) => [type, value]));
  return [parts.get('year'), parts.get('month'), parts.get('day')].join('-');
}
