import { randomUUID } from 'node:crypto';
import type { Compare, DataValue, Measure, Rule } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { goldenCatalogue } from '../testing-only/golden-catalogue.fixture';
import { executePlan } from '../testing-only/execute-plan.fixture';
import { compileGolden } from '../testing-only/golden-files.fixture';
import { landDataSet, type Landing } from '../testing-only/land-data-set.fixture';

type Behavior = Extract<Rule, { kind: 'behavior' }>;
interface Purchase {
  readonly time?: string;
  readonly properties?: Readonly<Record<string, DataValue>>;
}

const NOON = '2026-04-01T12:00:00Z';
const largest = '999999999999999999.999999';

describeWith(['clickhouse'], 'measures at their edges', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest(goldenCatalogue);
  });

  afterAll(async () => engine.dispose());

  /** Whether a user with these purchases passes each of the comparisons. */
  const passes = async (
    measure: Measure,
    purchases: readonly Purchase[],
    comparisons: readonly Compare[],
    more: Partial<Behavior> = {},
  ) => {
    const landing: Landing = { organisationId: randomUUID(), timeZone: 'Europe/London' };
    const users = [{ uid: 1, attributes: {} }];
    const events = purchases.map(({ time = NOON, properties = {} }) => ({
      ...{ uid: 1, app: 'shop', event: 'purchase' },
      ...{ time, properties },
    }));
    await landDataSet(engine.clickhouse, { users, events, tags: [], results: [] }, landing);
    const passed: boolean[] = [];
    for (const compare of comparisons) {
      const rule: Rule = { kind: 'behavior', app: 'shop', event: 'purchase', measure, compare, ...more };
      passed.push((await executePlan(engine.clickhouse, compileGolden({ rule }), landing, NOON)).length > 0);
    }
    return passed;
  };

  const amounts = (...values: DataValue[]): Purchase[] =>
    values.map((amount) => ({ properties: { amount } }));

  test('an average that is no decimal meets no bound', async () => {
    const third = amounts(1, 1, '2');
    expect(
      await passes({ fn: 'avg', property: 'amount' }, third, [
        { op: 'eq', value: '1.333333' },
        { op: 'in', value: ['1.333333', '1.333334'] },
        { op: 'notIn', value: ['1.333333'] },
        { op: 'gt', value: '1.333333' },
        { op: 'lt', value: '1.333334' },
        { op: 'between', value: ['1.333333', '1.333334'] },
      ]),
    ).toEqual([false, false, true, true, true, true]);
  });

  test('the largest numbers overflow in no measure', async () => {
    const numbers = amounts(largest, largest, `-${largest}`, largest, largest);
    for (const fn of ['max', 'p50', 'p75'] as const) {
      expect(await passes({ fn, property: 'amount' }, numbers, [{ op: 'in', value: [largest] }])).toEqual([
        true,
      ]);
    }
    expect(
      await passes({ fn: 'min', property: 'amount' }, numbers, [{ op: 'eq', value: `-${largest}` }]),
    ).toEqual([true]);
    expect(await passes({ fn: 'sum', property: 'amount' }, numbers, [{ op: 'gt', value: largest }])).toEqual([
      true,
    ]);
    // Three fifths of the largest number.
    expect(
      await passes({ fn: 'avg', property: 'amount' }, numbers, [
        { op: 'gt', value: '599999999999999999.999999' },
        { op: 'lt', value: '600000000000000000' },
      ]),
    ).toEqual([true, true]);
  });

  test('quartiles between two numbers, in proportion and exact', async () => {
    // Places 0.75, 1.5 and 2.25 of -1, 0, 0.000001 and 10.
    const numbers = amounts(10, '0.000001', -1, 0);
    const is = async (fn: 'p25' | 'p50' | 'p75', ...compare: Compare[]) =>
      passes({ fn, property: 'amount' }, numbers, compare);
    expect(await is('p25', { op: 'eq', value: '-0.25' })).toEqual([true]);
    // Half a millionth lies between the decimals.
    expect(
      await is(
        'p50',
        { op: 'gt', value: 0 },
        { op: 'lt', value: '0.000001' },
        { op: 'in', value: [0, '0.000001'] },
      ),
    ).toEqual([true, true, false]);
    // 2.50000075
    expect(await is('p75', { op: 'gt', value: '2.5' }, { op: 'lt', value: '2.500001' })).toEqual([
      true,
      true,
    ]);
  });

  test('the quartiles of one number are that number', async () => {
    for (const fn of ['p25', 'p50', 'p75'] as const) {
      expect(await passes({ fn, property: 'amount' }, amounts('-7.5'), [{ op: 'eq', value: -7.5 }])).toEqual([
        true,
      ]);
    }
  });

  test('over nothing only counts are numbers', async () => {
    const none = [{ properties: { amount: 'many' } }];
    const anything: Compare[] = [
      { op: 'notIn', value: [1] },
      { op: 'ne', value: 1 },
      { op: 'lte', value: 0 },
    ];
    for (const fn of ['sum', 'avg', 'min', 'max', 'p25', 'p50', 'p75'] as const) {
      expect(await passes({ fn, property: 'amount' }, none, anything)).toEqual([false, false, false]);
    }
    expect(await passes({ fn: 'distinct', property: 'amount' }, none, anything)).toEqual([true, true, true]);
    expect(await passes({ fn: 'days' }, [], anything)).toEqual([true, true, true]);
    const all: Compare = { op: 'notIn', window: { type: 'last', n: 1, unit: 'day' } };
    expect(await passes({ fn: 'lastTime' }, [], [all])).toEqual([false]);
    expect(await passes({ fn: 'lastTime' }, [], [all], { did: false })).toEqual([true]);
  });

  test.each<[string, DataValue[], number]>([
    ['category', ['a', 'A', 'a', '', 5], 3],
    ['amount', [1, '1.00', '1.000001', 'x'], 2],
    ['gift', [true, false, true, 'true'], 2],
    ['delivery', ['2026-03-01', '2026-03-01T00:00:00Z', '2026-03-01T01:00:00+01:00', '2026-03-02'], 2],
    ['coupons', [['A', 'B'], ['B', 'A'], ['A', 'B'], [], 'A'], 3],
  ])('different values of %s, by its declared type', async (property, values, expected) => {
    const purchases = values.map((value) => ({ properties: { [property]: value } }));
    expect(await passes({ fn: 'distinct', property }, purchases, [{ op: 'eq', value: expected }])).toEqual([
      true,
    ]);
  });

  test('days are local, and the day on which clocks go forward is one', async () => {
    const times = [
      '2026-03-28T23:59:59.999999Z',
      '2026-03-29T00:00:00Z',
      '2026-03-29T22:59:59Z',
      '2026-03-29T23:00:00Z',
    ];
    expect(
      await passes(
        { fn: 'days' },
        times.map((time) => ({ time })),
        [{ op: 'eq', value: 3 }],
      ),
    ).toEqual([true]);
  });

  test('the first and the last time that the window leaves', async () => {
    const times = [
      '2026-01-10T12:00:00Z',
      '2026-03-10T12:00:00Z',
      '2026-04-01T11:00:00Z',
      '2026-04-01T12:00:00.000001Z',
    ];
    const purchases = times.map((time) => ({ time }));
    const inMarch: Compare = { op: 'in', window: { type: 'between', from: '2026-03-01', to: '2026-03-31' } };
    const lastHour: Compare = { op: 'in', window: { type: 'last', n: 1, unit: 'hour' } };
    const today: Compare = { op: 'in', window: { type: 'last', n: 1, unit: 'day', includeToday: true } };
    const since = { window: { type: 'since', from: '2026-02-01' } } as const;
    const complete = { window: { type: 'last', n: 100, unit: 'day' } } as const;

    expect(await passes({ fn: 'firstTime' }, purchases, [inMarch, lastHour])).toEqual([false, false]);
    expect(await passes({ fn: 'firstTime' }, purchases, [inMarch], since)).toEqual([true]);
    expect(await passes({ fn: 'lastTime' }, purchases, [inMarch, lastHour, today])).toEqual([
      false,
      true,
      true,
    ]);
    expect(await passes({ fn: 'lastTime' }, purchases, [inMarch, lastHour], complete)).toEqual([true, false]);
  });
});
