import { parseInstant } from '@muster/contracts';
import { accepted, broken, type Checked } from './row-problem';

/**
 * How far the clock of a sender may be ahead of the importer's, in milliseconds: five minutes, which Kerberos allows between two
 * clocks (RFC 4120). Synchronised ones differ by milliseconds.
 */
export const MOST_AHEAD_MS = 5 * 60_000;

/**
 * The version of what an event lands: its time in microseconds since 1970, so that an old import that is delivered again
 * never overrides a newer one. Below 2^53 until the year 2255, and never below 0.
 */
export function versionOf(eventTime: string): number {
  const utc = parseInstant(eventTime);
  const fraction = utc?.split('.')[1]?.slice(0, -1) ?? '';
  const seconds = Math.floor(Date.parse(eventTime) / 1000);
  return Math.max(0, seconds * 1_000_000 + Number(fraction.padEnd(6, '0')));
}

/**
 * The version of what a sender's event lands. An event that claims to be sent in the future is refused: its version would win against
 * everything that is sent until then.
 *
 * Rejected: to cap such a version at the arrival. A message that is delivered again would then override what has arrived
 * in between, and a sender whose clock is wrong would never hear of it.
 */
export function sentVersion(eventTime: string, now = Date.now()): Checked<number> {
  return Date.parse(eventTime) > now + MOST_AHEAD_MS
    ? broken(
        'row.time-in-future',
        `the event says that it was sent at ${eventTime}, which is more than ${MOST_AHEAD_MS / 60_000} minutes ahead of the clock here; correct the clock of the sender and send it again`,
        'time',
      )
    : accepted(versionOf(eventTime));
}

/** The version of what a request of our own lands: at most now, should the clock of its service be wrong. */
export function requestVersion(requestTime: string, now = Date.now()): number {
  return Math.min(versionOf(requestTime), (now + MOST_AHEAD_MS) * 1000);
}
