import { canonicalRule, conditionsOf, type Condition, type EvidencePlan } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { evaluateRule } from '../reference/evaluate-rule';
import { conditionPlans, UserUnderTest } from '../testing-only/examine-user.fixture';
import { goldenCases } from '../testing-only/golden-cases.fixture';
import { goldenEvaluation, goldenUsers } from '../testing-only/golden-data.fixture';
import { landDataSet, type Landing } from '../testing-only/land-data-set.fixture';

const landing: Landing = {
  organisationId: '7d1a4f0e-3c52-4a66-9a0b-0d7a52a0e001',
  timeZone: goldenEvaluation.timeZone,
};
const other: Landing = { ...landing, organisationId: '7d1a4f0e-3c52-4a66-9a0b-0d7a52a0e002' };

describeWith(['clickhouse'], 'conditions of one user on the engine', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest(goldenEvaluation.catalogue);
    await landDataSet(engine.clickhouse, goldenEvaluation.data, landing);
  });

  afterAll(async () => engine.dispose());

  const userOf = (name: keyof typeof goldenUsers, where = landing) =>
    new UserUnderTest(engine.clickhouse, where, goldenEvaluation.asOf, goldenUsers[name]);

  /** Rows of the evidence of one condition. */
  async function evidence(
    name: keyof typeof goldenUsers,
    condition: Condition,
    where = landing,
  ): Promise<{ plan: EvidencePlan; rows: unknown[]; window: unknown }> {
    const plan = conditionPlans(condition, goldenEvaluation)[0]!.evidence;
    const user = userOf(name, where);
    const rows = 'statement' in plan ? await user.rows(plan) : [];
    const [window] = 'window' in plan ? await user.rows(plan.window) : [];
    return { plan, rows, window };
  }

  test.each(goldenCases)('$name: every condition holds for whom the reference says', async ({ rule }) => {
    const plans = conditionPlans(rule, goldenEvaluation);
    for (const { pointer, condition } of conditionsOf(rule)) {
      const plan = plans.find((each) => each.pointer === pointer)!;
      const expected = evaluateRule(canonicalRule(condition, goldenEvaluation.catalogue), goldenEvaluation);
      for (const [name, uid] of Object.entries(goldenUsers)) {
        const user = userOf(name as keyof typeof goldenUsers);
        expect({ pointer, name, holds: await user.holds(plan) }).toEqual({
          pointer,
          name,
          holds: expected.has(uid),
        });
        if ('statement' in plan.evidence) await user.rows(plan.evidence);
      }
    }
  });

  const attribute = (name: string) => ({ kind: 'attribute', attribute: name, op: 'isSet' }) as const;

  test.each([
    ['ada', 'city', 'Oslo'],
    ['bob', 'age', '17.5'],
    ['cleo', 'age', '200000000000000000.000001'],
    ['bob', 'newsletter', false],
    ['bob', 'signed_up', '2026-03-28T23:59:59.999999Z'],
    ['ada', 'interests', ['chess', 'go']],
    ['bob', 'interests', []],
  ] as const)('attribute: %s has %s %j', async (name, which, value) => {
    expect((await evidence(name, attribute(which))).rows).toEqual([{ value }]);
  });

  test.each(['city', 'age', 'newsletter', 'signed_up', 'interests'])(
    'attribute: no value, or one of another type than %s is declared, is none',
    async (which) => {
      expect((await evidence('dan', attribute(which))).rows).toEqual([]);
      expect((await evidence('eve', attribute(which))).rows).toEqual([]);
    },
  );

  const gold = { kind: 'tag', tag: 'vip_level', match: { op: 'in', values: ['gold'] } } as const;

  test.each([
    ['ada', 'silver', '2026-04-01'],
    ['cleo', null, '2026-02-01'],
    ['dan', 'gold', '2026-01-01'],
  ] as const)('tag: %s has %s since %s', async (name, value, valueDate) => {
    const condition = { ...gold, match: { op: 'in' as const, values: ['gold'] } };
    expect((await evidence(name, condition)).rows).toEqual([{ value, valueDate }]);
  });

  test('tag: values of other kinds, of a day, and none', async () => {
    const score = { kind: 'tag', tag: 'score', match: { op: 'gte', value: 10 } } as const;
    const flag = { kind: 'tag', tag: 'early_adopter', match: { op: 'has' } } as const;
    const then = { ...gold, match: { op: 'in' as const, values: ['gold'] }, asOf: '2026-03-31' };
    expect((await evidence('bob', score)).rows).toEqual([{ value: '9.999999', valueDate: '2026-01-01' }]);
    expect((await evidence('ada', flag)).rows).toEqual([{ value: true, valueDate: '2026-01-01' }]);
    expect((await evidence('ada', then)).rows).toEqual([{ value: 'gold', valueDate: '2026-03-01' }]);
    // Dated after the business date.
    expect((await evidence('bob', { ...then, asOf: '2026-04-01' })).rows).toEqual([]);
  });

  const purchases = { kind: 'behavior', app: 'shop', event: 'purchase' } as const;

  test.each([
    [{ fn: 'count' }, 'gte', '3', 3],
    [{ fn: 'days' }, 'gte', '3', 3],
    [{ fn: 'distinct', property: 'category' }, 'gte', '2', 3],
    [{ fn: 'sum', property: 'amount' }, 'gte', '300', 3],
    [{ fn: 'avg', property: 'amount' }, 'gte', '100', 3],
    [{ fn: 'min', property: 'amount' }, 'gte', '99.9', 3],
    [{ fn: 'max', property: 'amount' }, 'gte', '100.1', 3],
    [{ fn: 'p25', property: 'amount' }, 'gte', '99.95', 3],
    [{ fn: 'p50', property: 'amount' }, 'gte', '100', 3],
    [{ fn: 'p75', property: 'amount' }, 'gte', '100.05', 3],
  ] as const)('behaviour: %j', async (measure, op, value, events) => {
    const condition: Condition = { ...purchases, measure, compare: { op, value: 1 } };
    expect((await evidence('ada', condition)).rows).toEqual([
      {
        value,
        events,
        firstEvent: '2026-03-01T00:00:00.000000Z',
        lastEvent: '2026-03-31T23:00:00.000000Z',
      },
    ]);
  });

  test('behaviour: the first and the last time, and the window that they are compared with', async () => {
    const compare = { op: 'in', window: { type: 'last', n: 1, unit: 'month' } } as const;
    const first = await evidence('ada', { ...purchases, measure: { fn: 'firstTime' }, compare });
    const last = await evidence('ada', { ...purchases, measure: { fn: 'lastTime' }, compare });
    expect(first.rows).toMatchObject([{ value: '2026-03-01T00:00:00.000000Z' }]);
    expect(last.rows).toMatchObject([{ value: '2026-03-31T23:00:00.000000Z' }]);
    const { comparedWindow } = first.plan as Extract<EvidencePlan, { kind: 'behavior' }>;
    expect(await userOf('ada').rows(comparedWindow!)).toEqual([
      { firstDay: '2026-03-01', lastDay: '2026-03-31', since: null },
    ]);
  });

  test('behaviour: no events are no row, and another organisation has none', async () => {
    expect((await evidence('dan', purchases)).rows).toEqual([]);
    expect((await evidence('ada', purchases, other)).rows).toEqual([]);
    expect(await userOf('ada', other).holds(conditionPlans(purchases, goldenEvaluation)[0]!)).toBe(false);
  });

  test.each([
    [{ type: 'all' }, { firstDay: null, lastDay: null, since: null }],
    [
      { type: 'since', from: '2026-03-01' },
      { firstDay: '2026-03-01', lastDay: null, since: null },
    ],
    [
      { type: 'between', from: '2026-03-01', to: '2026-05-01' },
      { firstDay: '2026-03-01', lastDay: '2026-05-01', since: null },
    ],
    [
      { type: 'last', n: 30, unit: 'day' },
      { firstDay: '2026-03-02', lastDay: '2026-03-31', since: null },
    ],
    [
      { type: 'last', n: 2, unit: 'week', includeToday: true },
      { firstDay: '2026-03-18', lastDay: '2026-04-01', since: null },
    ],
    [
      { type: 'last', n: 13, unit: 'hour' },
      // 23:00 UTC is the first instant of 1 April in London.
      { firstDay: '2026-04-01', lastDay: '2026-04-01', since: '2026-03-31T23:00:00.000000Z' },
    ],
  ] as const)('behaviour: window %j', async (window, expected) => {
    expect((await evidence('ada', { ...purchases, window })).window).toEqual(expected);
  });

  test('sequence: when the events of each step were', async () => {
    const { rows } = await evidence('ada', {
      kind: 'sequence',
      app: 'shop',
      steps: [
        { event: 'purchase', where: [{ property: 'category', op: 'eq', value: 'music' }] },
        { event: 'purchase', not: true, where: [{ property: 'gift', op: 'isTrue' }] },
        { event: 'purchase', where: [{ property: 'category', op: 'eq', value: 'books' }] },
      ],
      within: { n: 6, unit: 'week' },
    });
    const micros = (time: string) => Date.parse(time) * 1000;
    // The engine answers in no order; the reader finds steps by their numbers.
    const stepOf = (row: unknown) => (row as { step: number }).step;
    expect([...rows].sort((one, other) => stepOf(one) - stepOf(other))).toEqual([
      { step: 0, times: [micros('2026-03-01T00:00:00Z')] },
      { step: 1, times: [] },
      { step: 2, times: [micros('2026-03-31T22:59:59.999Z') + 999, micros('2026-03-31T23:00:00Z')] },
    ]);
  });
});
