import { canonicalTimeZone } from './time-zone';

describe('canonicalTimeZone', () => {
  it.each([
    ['Europe/Paris', 'Europe/Paris'],
    ['EUROPE/PARIS', 'Europe/Paris'],
    ['utc', 'UTC'],
    ['GMT', 'UTC'],
    ['us/eastern', 'America/New_York'],
    ['etc/gmt+4', 'Etc/GMT+4'],
    ['SystemV/AST4', 'America/Puerto_Rico'],
    ['systemv/est5edt', 'America/New_York'],
  ])('takes %s for %s', (name, canonical) => {
    expect(canonicalTimeZone(name)).toBe(canonical);
  });

  it.each(['Europe/Atlantis', '+01:00', 'SystemV/XST1', 'SystemV/', '', ' UTC', 'x'.repeat(65), 1, null])(
    'refuses %j',
    (name) => {
      expect(canonicalTimeZone(name)).toBeUndefined();
    },
  );
});
