import { rolledDays, type DayOfEvents } from './rolled-days';

const today = '2026-11-21';
const day = (date: string, build: string | null, app = 'shop'): DayOfEvents => ({
  ...{ app, day: date, build },
  events: 10,
});

describe('rolledDays', () => {
  it('reads all days when each of them is rolled up', () => {
    expect(rolledDays([day('2026-11-19', 'a'), day('2026-11-20', 'b')], today)).toEqual({
      ...{ builds: ['a', 'b'], until: today, events: 20, missing: [], missingEvents: 0 },
    });
  });

  it('stops at the first gap, whatever comes after it', () => {
    const days = [day('2026-11-18', 'a'), day('2026-11-19', null), day('2026-11-20', 'c')];
    expect(rolledDays(days, today)).toEqual({
      ...{ builds: ['a'], until: '2026-11-19', events: 10, missing: ['2026-11-19'], missingEvents: 10 },
    });
  });

  it('stops where one of the applications has a gap', () => {
    const days = [day('2026-11-18', 'a'), day('2026-11-18', null, 'app'), day('2026-11-17', 'b', 'app')];
    expect(rolledDays(days, today)).toMatchObject({ builds: ['b'], until: '2026-11-18' });
  });

  it('names a day that is missing for several applications once, the oldest first', () => {
    const days = [day('2026-11-20', null), day('2026-11-20', null, 'app'), day('2026-11-02', null)];
    expect(rolledDays(days, today)).toMatchObject({
      builds: [],
      missing: ['2026-11-02', '2026-11-20'],
      missingEvents: 30,
    });
  });

  it('has nothing to read, and nothing to do, without events', () => {
    expect(rolledDays([], today)).toEqual({
      builds: [],
      until: today,
      events: 0,
      missing: [],
      missingEvents: 0,
    });
  });
});
