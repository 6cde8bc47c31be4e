const DAY_MS = 86_400_000;
/** No zone is, or was since 1900, further from UTC than this. */
const MAX_OFFSET_MS = 16 * 3_600_000;
/** Days that are remembered; a file rarely spans more, and then only speed suffers. */
const MAX_REMEMBERED_DAYS = 50_000;

/**
 * Local days of one time zone, fast enough for every row of a file: the offset of every day of UTC is looked up once (10 µs), and
 * only on the days on which it changes for each instant.
 *
 * Rejected: temporal-polyfill. It searches a zone's changes of offset in steps and misses two that are weeks apart, so that
 * it has summer time in Morocco all through Ramadan.
 */
export class ZoneClock {
  private readonly wallClock: Intl.DateTimeFormat;
  /** By day of UTC since 1970, in milliseconds; null on days on which the offset changes. */
  private readonly offsets = new Map<number, number | null>();
  private readonly dayTexts = new Map<number, string>();
  private readonly firstInstants = new Map<string, number>();

  /**
   * @param localTimes whose wall clock a time without offset is of; without it such a text is no time.
   * @throws RangeError when the runtime does not know the zone.
   */
  constructor(
    readonly timeZone: string,
    readonly localTimes?: ZoneClock,
  ) {
    this.wallClock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The local date, `YYYY-MM-DD`, of an instant in milliseconds since 1970. */
  localDay(epochMs: number): string {
    const day = Math.floor((epochMs + this.offsetAt(epochMs)) / DAY_MS);
    return recall(this.dayTexts, day, () =>
      new Date(day * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length),
    );
  }

  /**
   * The first instant of a local date, in milliseconds since 1970. Not every day begins at midnight: where clocks go forward
   * at midnight, it begins at one o'clock.
   */
  firstInstant(localDate: string): number {
    return recall(this.firstInstants, localDate, () => this.instantOf(Date.parse(localDate)));
  }

  /**
   * The instant at which the clock of the zone shows a time, the first one of two; where clocks skip that time, the instant at which
   * they do.
   * @param shown what the clock shows, in milliseconds as if it were UTC.
   */
  instantOf(shown: number): number {
    const offsets = [-MAX_OFFSET_MS, MAX_OFFSET_MS].map((distance) => this.offsetAt(shown + distance));
    const instants = offsets
      .map((offset) => shown - offset)
      .filter((instant) => instant + this.offsetAt(instant) === shown);
    // A clock that goes back shows some times twice: a day that begins with one begins with the first.
    if (instants.length > 0) return Math.min(...instants);
    let before = shown - Math.max(...offsets) - 1;
    let after = shown - Math.min(...offsets);
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (middle + this.offsetAt(middle) < shown) before = middle;
      else after = middle;
    }
    return after;
  }

  private offsetAt(epochMs: number): number {
    const day = Math.floor(epochMs / DAY_MS);
    const offset = recall(this.offsets, day, () => {
      const first = this.lookUpOffset(day * DAY_MS);
      return first === this.lookUpOffset((day + 1) * DAY_MS) ? first : null;
    });
    return offset ?? this.lookUpOffset(epochMs);
  }

  private lookUpOffset(epochMs: number): number {
    const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of this.wallClock.formatToParts(epochMs)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    const wholeSeconds = Math.floor(epochMs / 1000) * 1000;
    return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSeconds;
  }
}

function recall<Key, Value>(cache: Map<Key, Value>, key: Key, find: () => Value): Value {
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= MAX_REMEMBERED_DAYS) cache.clear();
  const value = find();
  cache.set(key, value);
  return value;
}
