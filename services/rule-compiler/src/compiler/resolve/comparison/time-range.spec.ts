import { isReversedIn } from './time-range';

test.each([
  ['Europe/Oslo', '2026-03-02', '2026-03-01T22:59:59.999999Z', true],
  ['Europe/Oslo', '2026-03-02', '2026-03-01T23:00:00Z', false],
  ['Europe/Oslo', '2026-03-01T23:00:00Z', '2026-03-01', true],
  ['Europe/Oslo', '2026-03-01T22:59:59.999999Z', '2026-03-01', false],
  ['America/New_York', '2026-03-02', '2026-03-02T04:59:59Z', true],
  ['Pacific/Kiritimati', '2026-03-02', '2026-03-01T10:00:00Z', false],
  ['Europe/Oslo', '1900-01-01', '2299-12-31T22:59:59.999999Z', false],
  ['Europe/Oslo', '2299-12-31', '2299-12-31T23:00:00Z', false],
])('in %s, from %s to %s', (timeZone, low, high, reversed) => {
  expect(isReversedIn(timeZone, low, high)).toBe(reversed);
});
