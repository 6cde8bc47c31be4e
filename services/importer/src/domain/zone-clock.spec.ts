import { ZoneClock } from './zone-clock';

const at = (text: string): number => Date.parse(text);

describe('local days', () => {
  it.each([
    // London: clocks go forward on 28 March 2021 at 01:00 UTC, back on 31 October at 01:00 UTC.
    ['Europe/London', '2021-03-27T23:59:59.999Z', '2021-03-27'],
    ['Europe/London', '2021-03-28T22:59:59.999Z', '2021-03-28'],
    ['Europe/London', '2021-03-28T23:00:00Z', '2021-03-29'],
    ['Europe/London', '2021-10-30T22:59:59Z', '2021-10-30'],
    ['Europe/London', '2021-10-30T23:00:00Z', '2021-10-31'],
    ['Europe/London', '2021-10-31T23:59:59Z', '2021-10-31'],
    ['Europe/London', '2021-11-01T00:00:00Z', '2021-11-01'],
    ['America/New_York', '2021-11-07T04:00:00Z', '2021-11-07'],
    ['America/New_York', '2021-11-08T04:59:59Z', '2021-11-07'],
    ['Asia/Kolkata', '2021-01-01T18:30:00Z', '2021-01-02'],
    // Samoa skipped 30 December 2011.
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    ['UTC', '1969-12-31T23:59:59Z', '1969-12-31'],
  ])('%s has %s on %s', (zone, instant, day) => {
    expect(new ZoneClock(zone).localDay(at(instant))).toBe(day);
  });

  it('agrees with Intl around every change of an offset, in any order of asking', () => {
    for (const timeZone of [
      'Europe/London',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ]) {
      const clock = new ZoneClock(timeZone);
      const intl = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
      for (let step = 0; step < 4_000; step++) {
        // 7,919 hours forward, modulo thirty years: jumps back and forth over all changes.
        const instant = at('1995-01-01T00:00:00Z') + ((step * 7_919) % (30 * 8_766)) * 3_600_000;
        expect(clock.localDay(instant)).toBe(intl.format(instant));
      }
    }
  });
});

describe('first instants', () => {
  it.each([
    ['Europe/London', '2021-03-28', '2021-03-28T00:00:00.000Z'],
    ['Europe/London', '2021-03-29', '2021-03-28T23:00:00.000Z'],
    // Clocks went forward at midnight: the day began at one o'clock.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['Asia/Shanghai', '2022-01-01', '2021-12-31T16:00:00.000Z'],
    // Clocks went back at one minute past midnight, which so came twice.
    ['America/St_Johns', '2010-11-07', '2010-11-07T02:30:00.000Z'],
  ])('in %s, %s begins at %s', (zone, date, instant) => {
    const clock = new ZoneClock(zone);
    expect(new Date(clock.firstInstant(date)).toISOString()).toBe(instant);
    expect(clock.localDay(clock.firstInstant(date))).toBe(date);
    expect(clock.localDay(clock.firstInstant(date) - 1)).not.toBe(date);
  });

  it('knows no zone that does not exist', () => {
    expect(() => new ZoneClock('Mars/Olympus')).toThrow(RangeError);
  });
});
