import { randomUUID } from 'node:crypto';
import type { Rule } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import type { DataSet } from '../reference/data-set';
import { executePlan } from '../testing-only/execute-plan.fixture';
import { compileGolden } from '../testing-only/golden-files.fixture';
import { landDataSet, type Landing } from '../testing-only/land-data-set.fixture';

const noData: DataSet = { users: [], events: [], tags: [], results: [] };
const city = (uid: number, text: string) => ({ uid, attributes: { city: text } });
const purchases = { kind: 'behavior', app: 'shop', event: 'purchase' } as const;
const purchase = (uid: number, time: string) => ({
  uid,
  app: 'shop',
  event: 'purchase',
  time,
  properties: {},
});

describeWith(['clickhouse'], 'plans at the edges of the language and of the tables', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let landing: Landing;

  beforeAll(async () => {
    engine = await dataTablesForTest();
  });

  beforeEach(() => {
    landing = { organisationId: randomUUID(), timeZone: 'Europe/London' };
  });

  afterAll(async () => engine.dispose());

  const land = (data: Partial<DataSet>) => landDataSet(engine.clickhouse, { ...noData, ...data }, landing);
  const members = (rule: Rule, asOf = '2026-04-01T12:00:00Z') =>
    executePlan(engine.clickhouse, compileGolden({ rule }), landing, asOf);

  test('10,000 values, ignoring case', async () => {
    await land({ users: [city(1, 'VALUE-9999'), city(2, 'value-10000'), city(3, 'vaſue-1')] });
    const value = Array.from({ length: 10_000 }, (_, index) => `value-${index}`);

    const rule: Rule = { kind: 'attribute', attribute: 'city', op: 'in', value, ignoreCase: true };
    expect(await members(rule)).toEqual([1]);
  });

  test('texts with NUL, controls and letters outside the basic plane', async () => {
    const texts = ['a\0b', 'a\u0001\u0007\b\f\v\u007f', '\u2028\ufeff', '𝒳', '`${x}`', '{p0:String}', '\\N'];
    await land({ users: texts.map((text, index) => city(index + 1, text)) });

    for (const [index, value] of texts.entries()) {
      expect(await members({ kind: 'attribute', attribute: 'city', op: 'eq', value })).toEqual([index + 1]);
      expect(await members({ kind: 'attribute', attribute: 'city', op: 'in', value: [value, 'x'] })).toEqual([
        index + 1,
      ]);
    }
  });

  test('one plan serves every day', async () => {
    await land({ users: [city(1, ''), city(2, '')], events: [purchase(1, '2026-02-28T12:00:00Z')] });
    const rule: Rule = { ...purchases, window: { type: 'last', n: 1, unit: 'month' } };

    // One month before 31 March is 28 February, clamped; before 29 March as well; before 1 April it is 1 March.
    expect(await members(rule, '2026-03-31T12:00:00Z')).toEqual([1]);
    expect(await members(rule, '2026-03-29T12:00:00Z')).toEqual([1]);
    expect(await members(rule, '2026-04-01T12:00:00Z')).toEqual([]);
    expect(await members(rule, '2026-02-28T13:00:00Z')).toEqual([]);
  });

  test('windows longer than time', async () => {
    await land({ users: [city(1, ''), city(2, '')], events: [purchase(1, '1971-01-01T12:00:00Z')] });

    for (const unit of ['day', 'week', 'month'] as const) {
      expect(await members({ ...purchases, window: { type: 'last', n: 100_000, unit } })).toEqual([1]);
    }
  });

  test('the newest version of a row counts, and a deleted row does not', async () => {
    await land({ users: [city(1, 'Oslo'), city(2, 'Oslo'), city(3, 'Oslo')] });
    const organisation = landing.organisationId;
    await engine.clickhouse.insert('user_attributes', [
      { organisation, attribute: 'city', uid: 1, text: 'Rome', version: 2, deleted: 0 },
      { organisation, attribute: 'city', uid: 2, version: 2, deleted: 1 },
    ]);
    await engine.clickhouse.insert('users', [
      { organisation, uid: 3, entity_id: 'user-3', version: 2, deleted: 1 },
    ]);

    expect(await members({ kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' })).toEqual([]);
    expect(await members({ kind: 'attribute', attribute: 'city', op: 'isNotSet' })).toEqual([2]);
  });

  test('two equal events are two, but one that is landed again is one', async () => {
    const events = [purchase(1, '2026-03-01T12:00:00Z'), purchase(1, '2026-03-01T12:00:00Z')];
    await land({ users: [city(1, '')], events });
    await land({ events });

    expect(await members({ ...purchases, compare: { op: 'eq', value: 2 } })).toEqual([1]);
  });

  test('a tag that is taken away and given back within one import', async () => {
    const tags = [
      { uid: 1, tag: 'vip_level', date: '2026-01-01', value: 'gold' },
      { uid: 1, tag: 'vip_level', date: '2026-02-01', value: null },
      { uid: 1, tag: 'vip_level', date: '2026-03-01', value: 'gold' },
    ];
    await land({ users: [city(1, '')], tags });
    const gold = { kind: 'tag', tag: 'vip_level', match: { op: 'in', values: ['gold'] } } as const;

    expect(await members({ ...gold, match: { op: 'in', values: ['gold'] } })).toEqual([1]);
    for (const [asOf, expected] of [
      ['2025-12-31', []],
      ['2026-01-31', [1]],
      ['2026-02-28', []],
      ['2026-03-01', [1]],
    ] as const) {
      const rule: Rule = { ...gold, match: { op: 'in', values: ['gold'] }, asOf };
      expect(await members(rule)).toEqual(expected);
    }
  });
});
