import { dueAt, newestDueDate, nextDate, scheduledTime } from './business-days';

const at = (date: string, dailyHour: number, timeZone: string) => {
  const due = dueAt(date, { dailyHour, timeZone });
  return due === undefined ? undefined : new Date(due).toISOString();
};

describe('the instant from which a business date is due', () => {
  it.each([
    ['Europe/London', '2026-01-15', 2, '2026-01-15T02:00:00.000Z'],
    ['Europe/London', '2026-07-15', 2, '2026-07-15T01:00:00.000Z'],
    ['Asia/Kolkata', '2026-03-01', 2, '2026-02-28T20:30:00.000Z'],
    ['America/St_Johns', '2026-01-15', 0, '2026-01-15T03:30:00.000Z'],
    ['Pacific/Apia', '2026-03-01', 23, '2026-03-01T10:00:00.000Z'],
  ])('is the local hour: %s, %s at %i', (zone, date, hour, expected) => {
    expect(at(date, hour, zone)).toBe(expected);
  });

  it('is the moment after the jump when the hour is skipped', () => {
    expect(at('2026-03-29', 1, 'Europe/London')).toBe('2026-03-29T01:00:00.000Z');
    expect(at('2026-03-08', 2, 'America/St_Johns')).toBe('2026-03-08T05:30:00.000Z');
  });

  it('is the last moment of the day when the day ends with a skipped hour', () => {
    expect(at('2024-03-30', 23, 'America/Nuuk')).toBe('2024-03-31T00:59:59.999Z');
    expect(at('2024-03-31', 0, 'America/Nuuk')).toBe('2024-03-31T01:00:00.000Z');
  });

  it('is the first time when the hour comes twice', () => {
    expect(at('2026-10-25', 1, 'Europe/London')).toBe('2026-10-25T00:00:00.000Z');
    expect(at('2026-11-01', 1, 'America/St_Johns')).toBe('2026-11-01T03:30:00.000Z');
  });

  it('does not exist for a date that the zone has skipped', () => {
    expect(at('2011-12-30', 2, 'Pacific/Apia')).toBeUndefined();
    expect(at('2011-12-31', 2, 'Pacific/Apia')).toBe('2011-12-30T12:00:00.000Z');
  });

  it.each([
    'Europe/London',
    'America/St_Johns',
    'Asia/Kolkata',
    'Pacific/Apia',
    'Africa/Casablanca',
    'America/Nuuk',
  ])('comes once a day whatever the clock does, in order: %s', (timeZone) => {
    for (const dailyHour of [0, 1, 2, 23]) {
      // The clocks change from late winter to spring, and in autumn.
      const days = [0, 1, 2, 3, 9, 10].flatMap((month) =>
        Array.from({ length: 28 }, (_, day) => Date.UTC(2024, month, 4 + day)),
      );
      const due = days.map((day) => dueAt(new Date(day).toISOString().slice(0, 10), { dailyHour, timeZone }));
      expect(due).not.toContain(undefined);
      expect(new Set(due).size).toBe(days.length);
      expect(due).toEqual([...due].sort((left, right) => left! - right!));
    }
  });
});

describe('the newest due date', () => {
  const london = { dailyHour: 2, timeZone: 'Europe/London' };
  const apia = { dailyHour: 2, timeZone: 'Pacific/Apia' };

  it.each([
    ['2026-07-15T00:59:59.999Z', '2026-07-14', london],
    ['2026-07-15T01:00:00.000Z', '2026-07-15', london],
    ['2026-07-14T23:30:00.000Z', '2026-07-14', london],
    ['2011-12-30T10:30:00.000Z', '2011-12-29', apia],
    ['2011-12-30T12:00:00.000Z', '2011-12-31', apia],
  ])('at %s is %s', (now, expected, hour) => {
    expect(newestDueDate(new Date(now), hour)).toBe(expected);
  });
});

describe('the date to compute next', () => {
  const hour = { dailyHour: 2, timeZone: 'Pacific/Apia' };

  it('is the newest of the missed ones, or the oldest where all are caught up', () => {
    expect(nextDate('2026-02-25', '2026-03-01', 'newest', hour)).toBe('2026-03-01');
    expect(nextDate('2026-02-27', '2026-03-01', 'all', hour)).toBe('2026-02-28');
    expect(nextDate('2026-02-28', '2026-03-01', 'all', hour)).toBe('2026-03-01');
  });

  it('is none when nothing is due', () => {
    expect(nextDate('2026-03-01', '2026-03-01', 'all', hour)).toBeUndefined();
    expect(nextDate('2026-03-02', '2026-03-01', 'newest', hour)).toBeUndefined();
  });

  it('is no date that the zone has skipped', () => {
    expect(nextDate('2011-12-29', '2011-12-31', 'all', hour)).toBe('2011-12-31');
  });
});

describe('the time of a scheduled run', () => {
  it('is the instant at which its date came due, with microseconds', () => {
    expect(scheduledTime('2026-07-15', { dailyHour: 2, timeZone: 'Europe/London' })).toEqual({
      asOf: '2026-07-15T01:00:00.000000Z',
      businessDate: '2026-07-15',
    });
  });
});
