import { checkRule } from '../check/check-rule';
import { exampleCatalogue } from '../example-catalogue.fixture';
import { exampleRules } from '../example-rules.fixture';
import type { CanonicalRule } from './canonical-types';
import { canonicalRule } from './canonical-rule';
import { ruleHash } from './rule-hash';

function canonical(input: unknown): CanonicalRule {
  const checked = checkRule(input, exampleCatalogue);
  if (!checked.ok) {
    throw new Error(JSON.stringify(checked.errors));
  }
  return checked.canonical;
}

const a = { kind: 'attribute', attribute: 'newsletter', op: 'isTrue' };
const b = { kind: 'attribute', attribute: 'newsletter', op: 'isSet' };
const c = { kind: 'tag', tag: 'early_adopter', match: { op: 'has' } };
const purchase = { kind: 'behavior', app: 'shop', event: 'purchase' };
const age = { kind: 'attribute', attribute: 'age' };
const city = { kind: 'attribute', attribute: 'city' };

describe('rules with the same meaning have one canonical form', () => {
  it.each<[string, unknown, unknown]>([
    ['order of operands', { op: 'union', of: [a, b] }, { op: 'union', of: [b, a] }],
    ['repeated operands', { op: 'union', of: [a, b, a] }, { op: 'union', of: [a, b] }],
    ['nested groups', { op: 'union', of: [a, { op: 'union', of: [b, c] }] }, { op: 'union', of: [a, b, c] }],
    ['groups of one', { op: 'intersect', of: [{ op: 'union', of: [a] }] }, a],
    ['groups of one after duplicates are gone', { op: 'intersect', of: [a, a] }, a],
    [
      'groups that appear when a group of one is gone',
      { op: 'union', of: [a, { op: 'intersect', of: [{ op: 'union', of: [b, c] }] }] },
      { op: 'union', of: [a, b, c] },
    ],
    [
      'differences of differences',
      { op: 'difference', keep: { op: 'difference', keep: a, remove: [b] }, remove: [c] },
      { op: 'difference', keep: a, remove: [c, b] },
    ],
    [
      'unions that are removed',
      { op: 'difference', keep: a, remove: [{ op: 'union', of: [b, c] }, b] },
      { op: 'difference', keep: a, remove: [b, c] },
    ],
    [
      'defaults of a behaviour',
      purchase,
      {
        ...purchase,
        did: true,
        window: { type: 'all' },
        where: [],
        measure: { fn: 'count' },
        compare: { op: 'gte', value: '1.0' },
      },
    ],
    [
      'includeToday',
      { ...purchase, window: { type: 'last', n: 1, unit: 'day' } },
      { ...purchase, window: { type: 'last', n: 1, unit: 'day', includeToday: false } },
    ],
    [
      'the window of a first time',
      {
        ...purchase,
        measure: { fn: 'firstTime' },
        compare: { op: 'in', window: { type: 'last', n: 1, unit: 'day' } },
      },
      {
        ...purchase,
        measure: { fn: 'firstTime' },
        compare: { op: 'in', window: { type: 'last', n: 1, unit: 'day', includeToday: false } },
      },
    ],
    [
      'order of filters, and repeated ones',
      {
        ...purchase,
        where: [
          { property: 'gift', op: 'isTrue' },
          { property: 'amount', op: 'gt', value: 1 },
        ],
      },
      {
        ...purchase,
        where: [
          { property: 'amount', op: 'gt', value: '1.00' },
          { property: 'gift', op: 'isTrue' },
          { property: 'amount', op: 'gt', value: 1 },
        ],
      },
    ],
    [
      'defaults of a step',
      { kind: 'sequence', app: 'shop', steps: [{ event: 'purchase' }], within: { n: 1, unit: 'day' } },
      {
        kind: 'sequence',
        app: 'shop',
        steps: [{ event: 'purchase', not: false, where: [] }],
        within: { n: 1, unit: 'day' },
        window: { type: 'all' },
      },
    ],
    ['numbers', { ...age, op: 'eq', value: '200.00' }, { ...age, op: 'eq', value: 200 }],
    [
      'ranges of numbers',
      { ...age, op: 'between', value: ['1.0', 2] },
      { ...age, op: 'between', value: [1, '2.00'] },
    ],
    ['lists of numbers', { ...age, op: 'in', value: ['2.0', 1, 2] }, { ...age, op: 'in', value: [1, 2] }],
    [
      'lists of texts',
      { ...city, op: 'notIn', value: ['b', 'a', 'b'] },
      { ...city, op: 'notIn', value: ['a', 'b'] },
    ],
    ['ignoreCase', { ...city, op: 'eq', value: 'x' }, { ...city, op: 'eq', value: 'x', ignoreCase: false }],
    [
      'instants',
      { kind: 'attribute', attribute: 'signed_up', op: 'before', value: '2026-01-01T01:00:00+01:00' },
      { kind: 'attribute', attribute: 'signed_up', op: 'before', value: '2026-01-01T00:00:00.000Z' },
    ],
    [
      'values of a category',
      { kind: 'tag', tag: 'vip_level', match: { op: 'in', values: ['gold', 'silver', 'gold'] } },
      { kind: 'tag', tag: 'vip_level', match: { op: 'in', values: ['silver', 'gold'] } },
    ],
    [
      'values of a number tag',
      { kind: 'tag', tag: 'score', match: { op: 'between', value: ['1.0', '2.0'] } },
      { kind: 'tag', tag: 'score', match: { op: 'between', value: [1, 2] } },
    ],
    [
      'which result of an audience',
      { kind: 'audience', audienceId: 'c3b7dd0e-1bd1-4f2b-9f45-1f0a57cb9a51' },
      { kind: 'audience', audienceId: 'C3B7DD0E-1BD1-4F2B-9F45-1F0A57CB9A51', at: 'latest' },
    ],
    [
      'order of members',
      { op: 'not', of: { op: 'isTrue', attribute: 'newsletter', kind: 'attribute' } },
      { of: a, op: 'not' },
    ],
  ])('%s', (_what, left, right) => {
    expect(canonical(left)).toEqual(canonical(right));
    expect(ruleHash(canonical(left))).toBe(ruleHash(canonical(right)));
  });
});

describe('rules with different meanings have different canonical forms', () => {
  it.each<[string, unknown, unknown]>([
    [
      'sides of a difference',
      { op: 'difference', keep: a, remove: [b] },
      { op: 'difference', keep: b, remove: [a] },
    ],
    [
      'a difference that is removed',
      { op: 'difference', keep: a, remove: [{ op: 'difference', keep: b, remove: [c] }] },
      { op: 'difference', keep: a, remove: [b, c] },
    ],
    ['kinds of groups', { op: 'union', of: [a, b] }, { op: 'intersect', of: [a, b] }],
    [
      'groups of another kind inside',
      { op: 'union', of: [a, { op: 'intersect', of: [b, c] }] },
      { op: 'union', of: [a, b, c] },
    ],
    [
      'numbers as texts of a string',
      { ...city, op: 'eq', value: '200.00' },
      { ...city, op: 'eq', value: '200' },
    ],
    [
      'steps in another order',
      {
        kind: 'sequence',
        app: 'shop',
        steps: [{ event: 'purchase' }, { event: 'view_item' }],
        within: { n: 1, unit: 'day' },
      },
      {
        kind: 'sequence',
        app: 'shop',
        steps: [{ event: 'view_item' }, { event: 'purchase' }],
        within: { n: 1, unit: 'day' },
      },
    ],
    ['did not', purchase, { ...purchase, did: false }],
    [
      'half of a pair that is the same',
      { ...city, op: 'eq', value: '😀' },
      { ...city, op: 'eq', value: '😁' },
    ],
  ])('%s', (_what, left, right) => {
    expect(ruleHash(canonical(left))).not.toBe(ruleHash(canonical(right)));
  });
});

describe('the canonical form', () => {
  it.each(Object.entries(exampleRules))('of %s is a rule, and its own canonical form', (_what, rule) => {
    const form = canonical(rule);
    expect(canonical(form)).toEqual(form);
  });

  it('shows every default', () => {
    expect(canonical({ ...purchase, window: { type: 'last', n: 3, unit: 'week' } })).toEqual({
      ...purchase,
      did: true,
      window: { type: 'last', n: 3, unit: 'week', includeToday: false },
      where: [],
      measure: { fn: 'count' },
      compare: { op: 'gte', value: '1' },
    });
  });

  it('has a hash that never changes: it names stored definition versions', () => {
    expect(ruleHash(canonical(a))).toBe('f19e4b9369740b83c36417dcd46d7364393bbfb78115b89e0c604647435e4708');
  });

  it('exists for checked rules only', () => {
    const unknown = { kind: 'attribute', attribute: 'town', op: 'eq', value: 'x' } as const;
    expect(() => canonicalRule(unknown, exampleCatalogue)).toThrow('only a checked rule');
  });
});
