import { DependencyDownError } from '@muster/platform';
import { JoinedLandings, type JoinedLandingOptions, type Landed } from './joined-landings';

const LIMITS: JoinedLandingOptions = { waitMs: 1_000, rows: 10, bytes: 10_000, concurrency: 4 };

describe('joined landings', () => {
  const landed: [organisation: string, rows: readonly string[]][] = [];
  /** What happens to a landing; nothing unless a test says so. */
  let land: (rows: readonly string[]) => Promise<Landed>;

  beforeEach(() => {
    jest.useFakeTimers();
    landed.length = 0;
    land = () => Promise.resolve(undefined);
  });
  afterEach(() => jest.useRealTimers());

  const joined = (limits: Partial<JoinedLandingOptions> = {}) =>
    new JoinedLandings<string>(
      (organisation, rows) => {
        landed.push([organisation, rows]);
        return land(rows);
      },
      { ...LIMITS, ...limits },
    );

  it('wait for the rows of others, in their order, and no longer than they may', async () => {
    const landings = joined();
    const all = [landings.land('o', ['a', 'b']), landings.land('o', ['c'])];
    await jest.advanceTimersByTimeAsync(999);
    expect(landed).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    await Promise.all(all);
    expect(landed).toEqual([['o', ['a', 'b', 'c']]]);
  });

  it('begin at once when there are rows enough, and leave what does not fit to the next', async () => {
    const landings = joined({ rows: 3 });
    const first = landings.land('o', ['a', 'b']);
    const second = landings.land('o', ['c', 'd', 'e']);
    await Promise.all([first, second]);
    expect(landed).toEqual([
      ['o', ['a', 'b']],
      ['o', ['c', 'd', 'e']],
    ]);
  });

  it('begin at once when there are bytes enough', async () => {
    await joined({ bytes: 100 }).land('o', ['x'.repeat(200)]);
    expect(landed).toHaveLength(1);
  });

  it('are of one organisation', async () => {
    const landings = joined();
    const all = [landings.land('o', ['a']), landings.land('p', ['b'])];
    await jest.advanceTimersByTimeAsync(1_000);
    await Promise.all(all);
    expect(landed).toEqual([
      ['o', ['a']],
      ['p', ['b']],
    ]);
  });

  it('run beside each other up to a number', async () => {
    const landings = joined({ rows: 1, concurrency: 1 });
    let end = (): void => undefined;
    land = () =>
      new Promise(
        (resolve) =>
          (end = () => {
            resolve(undefined);
          }),
      );
    const all = [landings.land('o', ['a']), landings.land('p', ['b'])];
    await jest.advanceTimersByTimeAsync(0);
    expect(landed).toHaveLength(1);
    end();
    await all[0];
    await jest.advanceTimersByTimeAsync(0);
    expect(landed).toHaveLength(2);
    end();
    await all[1];
  });

  it('tell each caller of the problems of its own rows', async () => {
    const problem = { code: 'row.identity-conflict', message: 'taken' } as const;
    land = (rows) => Promise.resolve(rows.map((row) => (row === 'bad' ? problem : undefined)));
    const landings = joined();
    const all = [landings.land('o', ['a', 'b']), landings.land('o', ['c', 'bad'])];
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await Promise.all(all)).toEqual([
      [undefined, undefined],
      [undefined, problem],
    ]);
  });

  it('fail for the caller whose rows are at fault, and for nobody else', async () => {
    land = (rows) =>
      rows.includes('poison') ? Promise.reject(new Error('poisoned')) : Promise.resolve(undefined);
    const landings = joined();
    const all = Promise.allSettled([
      landings.land('o', ['a']),
      landings.land('o', ['poison']),
      landings.land('o', ['b']),
    ]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(landed.map(([, rows]) => rows)).toEqual([['a', 'poison', 'b'], ['a'], ['poison'], ['b']]);
  });

  it('fail for all while a dependency is down, without trying each', async () => {
    land = () => Promise.reject(new DependencyDownError('clickhouse', 'away'));
    const landings = joined();
    const all = Promise.allSettled([landings.land('o', ['a']), landings.land('o', ['b'])]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(landed).toHaveLength(1);
  });
});
