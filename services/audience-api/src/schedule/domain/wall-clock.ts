/** Formats are costly to make and safe to share; there are some 600 zones at most. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What a wall clock in a zone shows at an instant, as the milliseconds at which a clock in UTC shows the same. By Intl: the Temporal
 * polyfill is wrong where a zone changes its offset twice within weeks.
 * @param timeZone IANA name.
 */
export function wallClock(epochMs: number, timeZone: string): number {
  const parts = new Map(
    format(timeZone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

function format(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}
