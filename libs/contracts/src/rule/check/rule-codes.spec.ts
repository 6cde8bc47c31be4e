import { exampleCatalogue } from '../example-catalogue.fixture';
import { limitCodes } from '../limits';
import { checkRule } from './check-rule';
import { ruleCodes, type RuleCode } from './rule-codes';

type CodeOfApi = 'rule.audience-not-visible' | 'rule.audience-cycle';

const flag = { kind: 'tag', tag: 'early_adopter', match: { op: 'has' } };
const purchase = { kind: 'behavior', app: 'shop', event: 'purchase' };
const cart = {
  kind: 'sequence',
  app: 'shop',
  steps: [{ event: 'view_item' }],
  within: { n: 1, unit: 'day' },
};
const city = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };
const age = { kind: 'attribute', attribute: 'age' };

/** A rule with exactly one problem for every code, and where the problem is. */
const cases: Record<Exclude<RuleCode, CodeOfApi>, [rule: unknown, pointer: string]> = {
  'rule.too-large': [{ ...city, value: 'x'.repeat(768 * 1024) }, ''],
  'rule.too-deep': [nest(9), '/of'.repeat(8)],
  'rule.too-many-conditions': [{ op: 'union', of: Array<object>(21).fill(flag) }, ''],
  'rule.too-many-filters': [
    { ...purchase, where: Array<object>(101).fill({ property: 'amount', op: 'isSet' }) },
    '/where',
  ],
  'rule.list-too-long': [{ ...city, op: 'in', value: Array<string>(10_001).fill('x') }, '/value'],
  'rule.regex-too-long': [{ ...city, op: 'matches', value: 'x'.repeat(1_001) }, '/value'],
  'rule.too-many-problems': [
    { op: 'union', of: Array<object>(19).fill({ ...city, op: 'in', value: [] }) },
    '',
  ],

  'rule.wrong-type': [{ ...purchase, did: 'yes' }, '/did'],
  'rule.missing-field': [{ kind: 'attribute', attribute: 'city', op: 'eq' }, '/value'],
  'rule.unknown-field': [{ ...city, 'a/b~c': 1 }, '/a~1b~0c'],
  'rule.unknown-kind': [{ kind: 'label' }, '/kind'],
  'rule.unknown-operator': [{ ...age, op: 'near', value: 1 }, '/op'],
  'rule.unknown-unit': [{ ...purchase, window: { type: 'last', n: 1, unit: 'year' } }, '/window/unit'],
  'rule.empty-group': [{ op: 'union', of: [] }, '/of'],
  'rule.empty-sequence': [{ ...cart, steps: [] }, '/steps'],
  'rule.first-step-must-happen': [{ ...cart, steps: [{ event: 'view_item', not: true }] }, '/steps/0/not'],

  'rule.unknown-tag': [{ ...flag, tag: 'earlyadopters' }, '/tag'],
  'rule.tag-values-required': [{ ...flag, tag: 'vip_level' }, '/match/values'],
  'rule.unknown-tag-value': [
    { kind: 'tag', tag: 'vip_level', match: { op: 'notIn', values: ['gold', 'bronze'] } },
    '/match/values/1',
  ],
  'rule.unknown-application': [{ ...purchase, app: 'shoppe' }, '/app'],
  'rule.unknown-event': [{ ...purchase, event: 'purchased' }, '/event'],
  'rule.unknown-property': [
    { ...purchase, where: [{ property: 'colour', op: 'isSet' }] },
    '/where/0/property',
  ],
  'rule.property-type-conflict': [
    { ...purchase, app: '*', where: [{ property: 'channel', op: 'isSet' }] },
    '/where/0/property',
  ],
  'rule.unknown-attribute': [{ ...city, attribute: 'town' }, '/attribute'],

  'rule.operator-not-for-type': [{ ...city, op: 'gt' }, '/op'],
  'rule.value-type': [{ ...city, value: 5 }, '/value'],
  'rule.value-out-of-range': [{ ...age, op: 'eq', value: '0.1234567' }, '/value'],
  'rule.empty-values': [{ ...city, op: 'in', value: [] }, '/value'],
  'rule.range-reversed': [{ ...age, op: 'between', value: ['10', '9.5'] }, '/value'],
  'rule.ignore-case-not-allowed': [{ ...age, op: 'eq', value: 1, ignoreCase: true }, '/ignoreCase'],
  'rule.include-today-not-allowed': [
    { ...purchase, window: { type: 'last', n: 1, unit: 'hour', includeToday: true } },
    '/window/includeToday',
  ],
  'rule.unit-not-allowed': [{ ...cart, within: { n: 1, unit: 'month' } }, '/within/unit'],
  'rule.compare-required': [{ ...purchase, measure: { fn: 'days' } }, '/compare'],
  'rule.window-empty': [
    { ...purchase, window: { type: 'between', from: '2026-02-01', to: '2026-01-31' } },
    '/window',
  ],
  'rule.text-invalid': [{ ...city, op: 'in', value: ['😀', 'a\ud83d'] }, '/value/1'],
  'rule.regex-invalid': [{ ...city, op: 'matches', value: '(?=x)' }, '/value'],
};

function nest(depth: number): object {
  return depth === 1 ? flag : { op: 'not', of: nest(depth - 1) };
}

describe('every code', () => {
  it.each(Object.entries(cases))('%s is reported where the problem is', (code, [rule, pointer]) => {
    const limits = code === limitCodes.problems ? { problems: 18 } : {};
    const checked = checkRule(rule, exampleCatalogue, {
      limits,
      isValidRegex: (text) => !text.includes('(?='),
    });
    const errors = checked.ok ? [] : checked.errors.filter((error) => error.code === code);
    expect(errors).toEqual([{ code, pointer, message: expect.stringMatching(/^[A-Z].*[.?]$/) }]);
    if (code !== limitCodes.problems) {
      expect(checked).toMatchObject({ ok: false, errors: [{ code }] });
      expect(checked.ok || checked.errors).toHaveLength(1);
    }
  });

  it('has a case here, except what only the API can find', () => {
    const codesOfApi: CodeOfApi[] = ['rule.audience-not-visible', 'rule.audience-cycle'];
    expect(Object.keys(ruleCodes).sort()).toEqual([...Object.keys(cases), ...codesOfApi].sort());
  });
});

describe('every limit', () => {
  it.each([
    [limitCodes.conditions, { conditions: 1 }, { op: 'union', of: [city, flag] }],
    [limitCodes.depth, { depth: 2 }, nest(3)],
    [limitCodes.values, { values: 2 }, { ...city, op: 'in', value: ['a', 'b', 'c'] }],
    [limitCodes.filters, { filters: 0 }, { ...purchase, where: [{ property: 'amount', op: 'isSet' }] }],
    [limitCodes.patternLength, { patternLength: 2 }, { ...city, op: 'matches', value: 'abc' }],
    [limitCodes.bytes, { bytes: 20 }, city],
  ])('%s can be configured', (code, limits, rule) => {
    expect(checkRule(rule, exampleCatalogue).ok).toBe(true);
    expect(checkRule(rule, exampleCatalogue, { limits })).toMatchObject({ ok: false, errors: [{ code }] });
  });

  it('is inclusive', () => {
    expect(checkRule(nest(8), exampleCatalogue).ok).toBe(true);
    expect(checkRule({ op: 'union', of: Array<object>(20).fill(flag) }, exampleCatalogue).ok).toBe(true);
    const values = Array.from({ length: 10_000 }, (_, index) => `v${index}`);
    expect(checkRule({ ...city, op: 'in', value: values }, exampleCatalogue).ok).toBe(true);
    expect(checkRule({ ...city, op: 'matches', value: '😀'.repeat(1_000) }, exampleCatalogue).ok).toBe(true);
    const filters = Array<object>(100).fill({ property: 'amount', op: 'isSet' });
    expect(checkRule({ ...purchase, where: filters }, exampleCatalogue).ok).toBe(true);
  });
});
