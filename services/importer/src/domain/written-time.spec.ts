import { landTime } from './landed-time';
import { ZoneClock } from './zone-clock';

const oslo = new ZoneClock('Europe/Oslo');
const files = new ZoneClock('Europe/Oslo', oslo);

describe('times as files write them', () => {
  it.each([
    ['2026-05-08T12:33:45Z', '2026-05-08 12:33:45'],
    ['2026-05-08T12:33:45.123456789Z', '2026-05-08 12:33:45.123456'],
    ['2026-05-08 14:33:45 +0200', '2026-05-08 12:33:45'],
    ['2026-05-08 14:33:45.5+02:00', '2026-05-08 12:33:45.5'],
    ['2026-05-08T14:33+0200', '2026-05-08 12:33:00'],
    ['2026-05-08 12:33:45 UTC', '2026-05-08 12:33:45'],
    ['2026-05-08t12:33:45z', '2026-05-08 12:33:45'],
    // By the wall clock of Oslo, two hours ahead of UTC in summer and one in winter.
    ['2026-05-08 12:33:45', '2026-05-08 10:33:45'],
    ['2026-05-08 12:33', '2026-05-08 10:33:00'],
    ['2026-12-08T12:33:45.25', '2026-12-08 11:33:45.25'],
    // Clocks went back at 3 o'clock on 25 October 2026: half past two came twice, and the first is meant.
    ['2026-10-25 02:30:00', '2026-10-25 00:30:00'],
    // Clocks went forward at 2 o'clock on 29 March 2026: half past two never was.
    ['2026-03-29 02:30:00', '2026-03-29 01:00:00'],
  ])('%s is %s', (text, utc) => {
    expect(landTime(text, files)?.utc).toBe(utc);
  });

  it('belong to the day of the organisation, by whatever clock they are written', () => {
    const fromTokyo = new ZoneClock('Europe/Oslo', new ZoneClock('Asia/Tokyo'));
    expect(landTime('2026-05-09 01:00:00', fromTokyo)).toEqual({
      utc: '2026-05-08 16:00:00',
      day: '2026-05-08',
    });
  });

  it.each([
    '5/8/2026 12:33',
    'May 8, 2026 at 5:33:45 AM PDT',
    '1778243625',
    '2026-02-30 12:00:00',
    '2026-05-08 24:00:00',
    '2026-05-08 12:33:45 PST',
    '2026-05-08 12',
    '2026-05-08  12:33',
    '20260508T123345Z',
  ])('%s is none', (text) => {
    expect(landTime(text, files)).toBeUndefined();
  });

  it('have an offset in messages', () => {
    expect(landTime('2026-05-08 12:33:45', oslo)).toBeUndefined();
    expect(landTime('2026-05-08 14:33:45 +0200', oslo)).toBeUndefined();
    expect(landTime('2026-05-08T12:33:45.123456789Z', oslo)?.utc).toBe('2026-05-08 12:33:45.123456');
  });
});
