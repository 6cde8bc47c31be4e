import type { ScopeLandings } from './generations';
import { type Landings, RecentLandings } from './recent-landings';

const organisation = 'a0000000-0000-4000-8000-000000000000';
const BEGIN = Date.parse('2026-11-25T03:00:00Z');

const city: ScopeLandings = { kind: 'attribute', name: 'city', landings: 3, landedAt: 1 };
const users: ScopeLandings = { kind: 'users', name: '', landings: 7, landedAt: 1 };
const all: ScopeLandings = { kind: 'all', name: '', landings: 1, landedAt: 1 };

/** Work that was asked for, and looks, at so many seconds after the beginning. */
class Clock {
  now = BEGIN;
  readonly recent = new RecentLandings(() => this.now);

  async look(seconds: number, landings: readonly ScopeLandings[], names = ['', 'city']): Promise<void> {
    this.now = BEGIN + seconds * 1000;
    await this.recent.look(organisation, names, () =>
      Promise.resolve({ landedAt: this.now - 500, landings }),
    );
  }

  find(requestedAt: number, names = ['', 'city'], of = organisation): Landings | undefined {
    return this.recent.find(of, names, new Date(BEGIN + requestedAt * 1000));
  }
}

describe('RecentLandings', () => {
  it('knows nothing at first', () => {
    expect(new Clock().find(-3600)).toBeUndefined();
  });

  it('serves work that was asked for before the look, whatever the clocks', async () => {
    const clock = new Clock();
    await clock.look(0, [users, all, city]);
    expect(clock.find(-10)).toEqual({ landedAt: BEGIN - 500, landings: [users, all, city] });
    expect(clock.find(-9)).toBeUndefined();
    expect(clock.find(1)).toBeUndefined();
  });

  it('tells only what was asked for', async () => {
    const clock = new Clock();
    await clock.look(0, [users, all, city]);
    expect(clock.find(-10, [''])?.landings).toEqual([users, all]);
    expect(clock.find(-10, ['city', 'age'])).toBeUndefined();
    expect(clock.find(-10, [''], 'another organisation')).toBeUndefined();
  });

  it('remembers that a name has no landings', async () => {
    const clock = new Clock();
    await clock.look(0, [users], ['', 'age']);
    expect(clock.find(-10, ['age'])?.landings).toEqual([]);
  });

  it('says no younger a watermark than the oldest of several looks', async () => {
    const clock = new Clock();
    await clock.look(0, [users], ['']);
    await clock.look(5, [city], ['city']);
    expect(clock.find(-10)?.landedAt).toBe(BEGIN - 500);
  });

  it('forgets after a minute', async () => {
    const clock = new Clock();
    await clock.look(0, [users, city]);
    clock.now = BEGIN + 60_000;
    expect(clock.find(-10)).toBeDefined();
    clock.now += 1;
    expect(clock.find(-10)).toBeUndefined();
  });
});
