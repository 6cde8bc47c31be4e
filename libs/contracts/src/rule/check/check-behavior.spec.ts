import { exampleCatalogue } from '../example-catalogue.fixture';
import { checkRule } from './check-rule';

const purchase = { kind: 'behavior', app: 'shop', event: 'purchase' };

function problems(fields: object): string[] {
  const checked = checkRule({ ...purchase, ...fields }, exampleCatalogue);
  return checked.ok ? [] : checked.errors.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('measures', () => {
  it.each([
    [{}, []],
    [{ measure: { fn: 'count' } }, []],
    [{ compare: { op: 'eq', value: 0 } }, []],
    [{ compare: { op: 'in', value: [1, '2'] } }, []],
    [{ measure: { fn: 'distinct', property: 'category' }, compare: { op: 'gte', value: 2 } }, []],
    [{ measure: { fn: 'p50', property: 'amount' }, compare: { op: 'between', value: ['1.5', 2] } }, []],
    [{ measure: { fn: 'sum', property: 'amount' } }, ['rule.compare-required /compare']],
    [{ measure: { fn: 'lastTime' } }, ['rule.compare-required /compare']],
    [{ measure: { fn: 'sum' }, compare: { op: 'gt', value: 1 } }, ['rule.missing-field /measure/property']],
    [{ measure: { fn: 'count', property: 'amount' } }, ['rule.unknown-field /measure/property']],
    [{ measure: { fn: 'median', property: 'amount' } }, ['rule.unknown-kind /measure/fn']],
    [{ measure: {} }, ['rule.missing-field /measure/fn']],
    [{ measure: 'count' }, ['rule.wrong-type /measure']],
    [
      { measure: { fn: 'max', property: 'delivery' }, compare: { op: 'gt', value: 1 } },
      ['rule.operator-not-for-type /measure/property'],
    ],
  ])('%j', (fields, expected) => {
    expect(problems(fields)).toEqual(expected);
  });
});

describe('comparisons', () => {
  it.each([
    [{ op: 'gte' }, ['rule.missing-field /compare/value']],
    [{ value: 1 }, ['rule.missing-field /compare/op']],
    [{ op: 'isSet', value: 1 }, ['rule.operator-not-for-type /compare/op']],
    [{ op: 'near', value: 1 }, ['rule.unknown-operator /compare/op']],
    [{ op: 'between', value: ['2.5', '2.4'] }, ['rule.range-reversed /compare/value']],
    [{ op: 'in', value: [] }, ['rule.empty-values /compare/value']],
    [{ op: 'gte', value: '1e3' }, ['rule.value-type /compare/value']],
    [
      { op: 'in', window: { type: 'all' } },
      ['rule.unknown-field /compare/window', 'rule.missing-field /compare/value'],
    ],
    ['gte', ['rule.wrong-type /compare']],
  ])('of a count: %j', (compare, expected) => {
    expect(problems({ compare })).toEqual(expected);
  });

  it.each([
    [{ op: 'in', window: { type: 'last', n: 3, unit: 'hour' } }, []],
    [{ op: 'notIn', window: { type: 'all' } }, []],
    [{ op: 'in' }, ['rule.missing-field /compare/window']],
    [{ op: 'gte', window: { type: 'all' } }, ['rule.operator-not-for-type /compare/op']],
    [{ op: 'in', value: [1] }, ['rule.unknown-field /compare/value', 'rule.missing-field /compare/window']],
    [
      { op: 'in', window: { type: 'between', from: '2026-02-01', to: '2026-01-01' } },
      ['rule.window-empty /compare/window'],
    ],
  ])('of a first time: %j', (compare, expected) => {
    expect(problems({ measure: { fn: 'firstTime' }, compare })).toEqual(expected);
  });
});

describe('windows', () => {
  it.each([
    [{ type: 'last', n: 100_000, unit: 'minute' }, []],
    [{ type: 'last', n: 1, unit: 'month', includeToday: true }, []],
    [{ type: 'between', from: '2026-01-31', to: '2026-01-31' }, []],
    [{ type: 'since', from: '2299-12-31' }, []],
    [{ type: 'last', n: 100_001, unit: 'minute' }, ['rule.value-out-of-range /window/n']],
    [{ type: 'last' }, ['rule.missing-field /window/n', 'rule.missing-field /window/unit']],
    [
      { type: 'last', n: 1, unit: 'minute', includeToday: false },
      ['rule.include-today-not-allowed /window/includeToday'],
    ],
    [{ type: 'last', n: 1, unit: 'day', includeToday: 1 }, ['rule.wrong-type /window/includeToday']],
    [{ type: 'between', from: '2026-01-01' }, ['rule.missing-field /window/to']],
    [
      { type: 'between', from: '2026-01-32', to: '2026-01-01T00:00:00Z' },
      ['rule.value-type /window/from', 'rule.value-type /window/to'],
    ],
    [{ type: 'since', from: '2026-01-01', to: '2026-01-02' }, ['rule.unknown-field /window/to']],
    [{ type: 'since', from: '0001-01-01' }, ['rule.value-out-of-range /window/from']],
    [{ type: 'all', n: 1 }, ['rule.unknown-field /window/n']],
    [{ type: 'next', n: 1 }, ['rule.unknown-kind /window/type']],
    [{}, ['rule.missing-field /window/type']],
    ['all', ['rule.wrong-type /window']],
  ])('%j', (window, expected) => {
    expect(problems({ window })).toEqual(expected);
  });
});

describe('all applications', () => {
  it('need one that has the event', () => {
    expect(problems({ app: '*', event: 'open' })).toEqual([]);
    expect(problems({ app: '*', event: 'close' })).toEqual(['rule.unknown-event /event']);
  });

  it('agree on the type of a property, where they have it', () => {
    const filter = (property: string): object => ({ app: '*', where: [{ property, op: 'isSet' }] });
    expect(problems(filter('amount'))).toEqual([]);
    expect(problems(filter('category'))).toEqual([]);
    expect(problems(filter('channel'))).toEqual(['rule.property-type-conflict /where/0/property']);
    expect(problems(filter('colour'))).toEqual(['rule.unknown-property /where/0/property']);
  });

  it('are none in an organisation that has declared none', () => {
    const empty = { applications: {}, attributes: {}, tags: {} };
    expect(checkRule({ ...purchase, app: '*' }, empty)).toMatchObject({
      errors: [{ code: 'rule.unknown-event' }],
    });
  });
});

describe('filters', () => {
  it.each([
    [{ where: {} }, ['rule.wrong-type /where']],
    [{ where: [] }, []],
    [{ where: ['amount'] }, ['rule.wrong-type /where/0']],
    [{ where: [{ op: 'isSet' }] }, ['rule.missing-field /where/0/property']],
    [
      {
        where: [
          { property: 'gift', op: 'isTrue' },
          { property: 'coupons', op: 'containsAll', value: ['x'] },
        ],
      },
      [],
    ],
    [
      { where: [{ property: 'amount', op: 'eq', value: '1', unit: 'EUR' }] },
      ['rule.unknown-field /where/0/unit'],
    ],
    [
      { event: 'purchse', where: [{ property: 'colour', op: 'near' }] },
      ['rule.unknown-event /event', 'rule.unknown-operator /where/0/op'],
    ],
    [{ app: 'shoop', did: 1 }, ['rule.unknown-application /app', 'rule.wrong-type /did']],
  ])('%j', (fields, expected) => {
    expect(problems(fields)).toEqual(expected);
  });
});
