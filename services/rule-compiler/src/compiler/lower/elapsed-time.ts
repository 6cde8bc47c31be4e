import type { Duration } from '@muster/contracts';

const MINUTE = 60_000_000n;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

/** A length of time in microseconds: up to 6·10^16, which no JavaScript number holds exactly. */
export function microsecondsOf({ n, unit }: Duration): bigint {
  return BigInt(n) * microsecondsIn(unit);
}

function microsecondsIn(unit: Duration['unit']): bigint {
  switch (unit) {
    case 'minute':
      return MINUTE;
    case 'hour':
      return HOUR;
    case 'day':
      return DAY;
    case 'week':
      return 7n * DAY;
    case 'month':
      throw new RangeError('a month has no fixed length, and is refused where elapsed time is meant');
  }
}

/** Local days after an instant's own that elapsed time can reach: clocks change, and zones have left out whole days. */
export function daysWithin(duration: Duration): number {
  return Number((microsecondsOf(duration) + DAY - 1n) / DAY) + 2;
}
