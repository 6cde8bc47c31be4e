import { randomUUID } from 'node:crypto';
import type { Rule, WindowUnit } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import type { DataSet } from '../reference/data-set';
import { goldenCatalogue } from '../testing-only/golden-catalogue.fixture';
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
    engine = await dataTablesForTest(goldenCatalogue);
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

  test('windows and times at both ends of the calendar', async () => {
    const times = ['1970-01-01T00:00:00Z', '2149-06-05T12:00:00Z'];
    await land({
      users: [
        { uid: 1, attributes: { city: '', signed_up: '1900-01-01T00:00:00Z' } },
        { uid: 2, attributes: { city: '', signed_up: '2299-12-31T23:59:59.999999Z' } },
      ],
      events: times.map((time, index) => purchase(index + 1, time)),
    });
    const asOf = '2149-06-06T12:00:00Z';
    const between = (from: string, to: string): Rule => ({
      ...purchases,
      window: { type: 'between', from, to },
    });
    const signedUp = (op: 'before' | 'after', value: string): Rule => ({
      kind: 'attribute',
      attribute: 'signed_up',
      op,
      value,
    });

    expect(await members(between('1900-01-01', '2299-12-31'), asOf)).toEqual([1, 2]);
    expect(await members(between('1900-01-01', '1969-12-31'), asOf)).toEqual([]);
    expect(await members(between('1900-01-01', '1970-01-01'), asOf)).toEqual([1]);
    expect(await members(between('2149-06-07', '2299-12-31'), asOf)).toEqual([]);
    expect(await members({ ...purchases, window: { type: 'since', from: '2299-12-31' } }, asOf)).toEqual([]);
    expect(await members({ ...purchases, window: { type: 'last', n: 1, unit: 'day' } }, asOf)).toEqual([2]);
    expect(await members(signedUp('before', '2299-12-31'), asOf)).toEqual([1]);
    expect(await members(signedUp('after', '2299-12-30'), asOf)).toEqual([2]);
    expect(await members(signedUp('after', '2299-12-31'), asOf)).toEqual([]);
    expect(await members(signedUp('before', '1900-01-01'), asOf)).toEqual([]);
    const inRange: Rule = {
      kind: 'attribute',
      attribute: 'signed_up',
      op: 'between',
      value: ['1900-01-01', '2299-12-31'],
    };
    expect(await members(inRange, asOf)).toEqual([1, 2]);
  });

  test('relative times far beyond the calendar', async () => {
    await land({
      users: [
        { uid: 1, attributes: { signed_up: '1900-01-01T00:00:00Z' } },
        { uid: 2, attributes: { signed_up: '2299-12-31T23:59:59.999999Z' } },
      ],
    });
    const signedUp = (op: 'inLast' | 'notInLast' | 'olderThan' | 'inNext', unit: WindowUnit): Rule => ({
      kind: 'attribute',
      attribute: 'signed_up',
      op,
      value: { n: 100_000, unit },
    });

    for (const unit of ['day', 'week', 'month'] as const) {
      expect(await members(signedUp('inLast', unit))).toEqual([1]);
      expect(await members(signedUp('notInLast', unit))).toEqual([2]);
      expect(await members(signedUp('olderThan', unit))).toEqual([]);
      expect(await members(signedUp('inNext', unit))).toEqual([2]);
    }
    expect(await members(signedUp('inNext', 'hour'))).toEqual([]);
    expect(await members(signedUp('olderThan', 'minute'))).toEqual([1]);
  });

  test('tags on days before and after all others', async () => {
    await land({ users: [city(1, '')], tags: [{ uid: 1, tag: 'score', date: '1970-01-01', value: 1 }] });
    const score = (asOf: string): Rule => ({
      kind: 'tag',
      tag: 'score',
      match: { op: 'gte', value: 1 },
      asOf,
    });

    expect(await members(score('1900-01-01'))).toEqual([]);
    expect(await members(score('1969-12-31'))).toEqual([]);
    expect(await members(score('1970-01-01'))).toEqual([1]);
    expect(await members(score('2299-12-31'))).toEqual([1]);
  });

  test('an event of an application that does not declare it has no properties', async () => {
    const open = { uid: 1, app: 'shop', event: 'open', time: '2026-03-01T12:00:00Z' };
    await land({ users: [city(1, '')], events: [{ ...open, properties: { amount: 1, category: 'books' } }] });
    const everywhere = { kind: 'behavior', app: '*', event: 'open' } as const;

    expect(await members(everywhere)).toEqual([1]);
    expect(await members({ ...everywhere, compare: { op: 'eq', value: 1 } })).toEqual([1]);
    const events = [{ ...purchase(1, '2026-03-01T12:00:00Z'), app: 'web', properties: { amount: 1 } }];
    await land({ events });
    const amount = (op: 'isSet' | 'isNotSet'): Rule => ({
      ...purchases,
      app: '*',
      where: [{ property: 'amount', op }],
    });
    expect(await members(amount('isSet'))).toEqual([]);
    expect(await members(amount('isNotSet'))).toEqual([1]);
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

  test('two equal events are two', async () => {
    const events = [purchase(1, '2026-03-01T12:00:00Z'), purchase(1, '2026-03-01T12:00:00Z')];
    await land({ users: [city(1, '')], events });

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
