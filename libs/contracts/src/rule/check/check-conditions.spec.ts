import { ExactNumber } from '../../value/exact-number';
import { exampleCatalogue } from '../example-catalogue.fixture';
import { checkRule } from './check-rule';

function problems(rule: unknown): string[] {
  const checked = checkRule(rule, exampleCatalogue);
  return checked.ok ? [] : checked.errors.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('tags', () => {
  const tag = (name: string, match?: unknown): object => ({ kind: 'tag', tag: name, match });

  it.each([
    ['a category needs values', tag('vip_level', { op: 'has' }), ['rule.tag-values-required /match/values']],
    ['even without a match', tag('vip_level'), ['rule.tag-values-required /match/values']],
    ['values left out', tag('vip_level', { op: 'in' }), ['rule.tag-values-required /match/values']],
    ['no values', tag('vip_level', { op: 'in', values: [] }), ['rule.tag-values-required /match/values']],
    [
      'a value of another type',
      tag('vip_level', { op: 'in', values: [1] }),
      ['rule.value-type /match/values/0'],
    ],
    [
      'values that are no list',
      tag('vip_level', { op: 'in', values: 'gold' }),
      ['rule.value-type /match/values'],
    ],
    ['a number operator', tag('vip_level', { op: 'eq', value: 1 }), ['rule.operator-not-for-type /match/op']],
    [
      'values on a flag',
      tag('early_adopter', { op: 'in', values: ['x'] }),
      ['rule.operator-not-for-type /match/op'],
    ],
    ['a value on a flag', tag('early_adopter', { op: 'has', value: 1 }), ['rule.unknown-field /match/value']],
    ['has on a number', tag('score', { op: 'has' }), ['rule.operator-not-for-type /match/op']],
    ['a number without value', tag('score', { op: 'eq' }), ['rule.missing-field /match/value']],
    [
      'a reversed range',
      tag('score', { op: 'between', value: [2, 1] }),
      ['rule.range-reversed /match/value'],
    ],
    ['a range of three', tag('score', { op: 'between', value: [1, 2, 3] }), ['rule.value-type /match/value']],
    ['no match', tag('score'), ['rule.missing-field /match']],
    ['a match that is no object', tag('score', 'has'), ['rule.wrong-type /match']],
    ['a match without operator', tag('score', { value: 1 }), ['rule.missing-field /match/op']],
    ['an operator of no tag', tag('score', { op: 'startsWith' }), ['rule.unknown-operator /match/op']],
    [
      'an unknown tag',
      tag('x', { op: 'near' }),
      ['rule.unknown-tag /tag', 'rule.unknown-operator /match/op'],
    ],
  ])('%s', (_what, rule, expected) => {
    expect(problems(rule)).toEqual(expected);
  });

  it('takes the value of a day, which is a local date', () => {
    expect(problems({ ...tag('early_adopter', { op: 'has' }), asOf: '2026-02-30' })).toEqual([
      'rule.value-type /asOf',
    ]);
    expect(problems({ ...tag('early_adopter', { op: 'has' }), asOf: '1800-01-01' })).toEqual([
      'rule.value-out-of-range /asOf',
    ]);
  });
});

describe('attributes', () => {
  const attribute = (name: string, op: string, value?: unknown): object => ({
    kind: 'attribute',
    attribute: name,
    op,
    value,
  });

  it.each([
    ['a number for a string', attribute('city', 'contains', 1), ['rule.value-type /value']],
    [
      'a long number for a string',
      attribute('city', 'eq', new ExactNumber('1234567890123456789')),
      ['rule.value-type /value'],
    ],
    ['a list for one value', attribute('city', 'eq', ['Oslo']), ['rule.value-type /value']],
    ['one value for a list', attribute('city', 'in', 'Oslo'), ['rule.value-type /value']],
    ['a text that is no number', attribute('age', 'eq', 'ten'), ['rule.value-type /value']],
    [
      'several wrong values',
      attribute('age', 'in', [1, true, 'x']),
      ['rule.value-type /value/1', 'rule.value-type /value/2'],
    ],
    ['an operand beside isSet', attribute('city', 'isSet', 1), ['rule.unknown-field /value']],
    ['an operand beside isTrue', attribute('newsletter', 'isTrue', true), ['rule.unknown-field /value']],
    ['eq on a boolean', attribute('newsletter', 'eq', true), ['rule.operator-not-for-type /op']],
    ['eq on a time', attribute('signed_up', 'eq', '2026-01-01'), ['rule.operator-not-for-type /op']],
    ['in on a list', attribute('interests', 'in', ['go']), ['rule.operator-not-for-type /op']],
    [
      'an instant without offset',
      attribute('signed_up', 'before', '2026-01-01T00:00:00'),
      ['rule.value-type /value'],
    ],
    [
      'a day that does not exist',
      attribute('signed_up', 'before', '2023-02-29T00:00:00Z'),
      ['rule.value-type /value'],
    ],
    [
      'a nanosecond',
      attribute('signed_up', 'after', '2026-01-01T00:00:00.000000001Z'),
      ['rule.value-out-of-range /value'],
    ],
    [
      'a time out of range',
      attribute('signed_up', 'after', '1492-10-12'),
      ['rule.value-out-of-range /value'],
    ],
    ['a length without unit', attribute('signed_up', 'inLast', { n: 5 }), ['rule.missing-field /value/unit']],
    ['a number for a length', attribute('signed_up', 'inLast', 5), ['rule.wrong-type /value']],
    [
      'half a day',
      attribute('signed_up', 'inNext', { n: 0.5, unit: 'day' }),
      ['rule.value-out-of-range /value/n'],
    ],
    [
      'a text for a number of units',
      attribute('signed_up', 'olderThan', { n: '5', unit: 'day' }),
      ['rule.wrong-type /value/n'],
    ],
    ['no value', attribute('city', 'eq'), ['rule.missing-field /value']],
    ['null', attribute('city', 'eq', null), ['rule.value-type /value']],
  ])('%s', (_what, rule, expected) => {
    expect(problems(rule)).toEqual(expected);
  });

  it.each([
    ['dates', ['2026-02-01', '2026-01-31'], false],
    ['one date', ['2026-02-01', '2026-02-01'], true],
    ['instants', ['2026-01-01T00:00:00Z', '2026-01-01T00:30:00+01:00'], false],
    ['an instant within its own day, in some zone', ['2026-01-02T11:00:00Z', '2026-01-01'], true],
    ['an instant after a day, in every zone', ['2026-01-02T12:00:00Z', '2026-01-01'], false],
    ['a day after an instant, in every zone', ['2026-01-02', '2026-01-01T09:59:59Z'], false],
    ['a day and an instant in it, in some zone', ['2026-01-02', '2026-01-01T10:00:00Z'], true],
  ])('a range of times does not end before it starts: %s', (_what, value, ok) => {
    expect(problems(attribute('signed_up', 'between', value))).toEqual(
      ok ? [] : ['rule.range-reversed /value'],
    );
  });

  it('the empty string is a value', () => {
    expect(problems(attribute('city', 'eq', ''))).toEqual([]);
    expect(problems(attribute('city', 'in', ['']))).toEqual([]);
  });

  it('ignoreCase is for operators that compare strings only, whatever it says', () => {
    expect(problems({ ...attribute('city', 'isSet'), ignoreCase: false })).toEqual([
      'rule.ignore-case-not-allowed /ignoreCase',
    ]);
    expect(problems({ ...attribute('interests', 'containsAny', ['go']), ignoreCase: true })).toEqual([
      'rule.ignore-case-not-allowed /ignoreCase',
    ]);
    expect(problems({ ...attribute('city', 'eq', 'Oslo'), ignoreCase: 'yes' })).toEqual([
      'rule.wrong-type /ignoreCase',
    ]);
  });

  it('a name that is unknown does not hide what else is wrong', () => {
    expect(problems({ ...attribute('x', 'near', 1), ignoreCase: 1, y: 1 })).toEqual([
      'rule.unknown-field /y',
      'rule.unknown-attribute /attribute',
      'rule.wrong-type /ignoreCase',
      'rule.unknown-operator /op',
    ]);
  });
});

describe('sequences', () => {
  const sequence = { kind: 'sequence', app: 'shop', within: { n: 2, unit: 'hour' } };

  it.each([
    ['no steps', sequence, ['rule.missing-field /steps']],
    [
      'no time',
      { ...sequence, steps: [{ event: 'view_item' }], within: undefined },
      ['rule.missing-field /within'],
    ],
    ['an unknown event', { ...sequence, steps: [{ event: 'view' }] }, ['rule.unknown-event /steps/0/event']],
    ['a step that is no object', { ...sequence, steps: ['view_item'] }, ['rule.wrong-type /steps/0']],
    [
      'an unknown field',
      { ...sequence, steps: [{ event: 'view_item', did: true }] },
      ['rule.unknown-field /steps/0/did'],
    ],
    [
      'a filter on a property of another event',
      { ...sequence, steps: [{ event: 'view_item', where: [{ property: 'amount', op: 'isSet' }] }] },
      ['rule.unknown-property /steps/0/where/0/property'],
    ],
    [
      'days with today',
      {
        ...sequence,
        steps: [{ event: 'view_item' }],
        window: { type: 'last', n: 1, unit: 'day', includeToday: true },
      },
      [],
    ],
    [
      'several not steps',
      {
        ...sequence,
        steps: [
          { event: 'view_item' },
          { event: 'purchase', not: true },
          { event: 'add_to_cart', not: true },
        ],
      },
      [],
    ],
    [
      'steps of several applications',
      { ...sequence, app: '*', steps: [{ event: 'open' }, { event: 'view_item' }] },
      [],
    ],
    [
      'a step of another application',
      { ...sequence, steps: [{ event: 'open' }] },
      ['rule.unknown-event /steps/0/event'],
    ],
  ])('%s', (_what, rule, expected) => {
    expect(problems(rule)).toEqual(expected);
  });

  it('counts the filters of all steps together', () => {
    const step = { event: 'view_item', where: Array<object>(51).fill({ property: 'category', op: 'isSet' }) };
    expect(problems({ ...sequence, steps: [step, step] })).toEqual(['rule.too-many-filters /steps']);
  });
});

describe('audiences', () => {
  it.each([
    [{ kind: 'audience' }, ['rule.missing-field /audienceId']],
    [{ kind: 'audience', audienceId: 5 }, ['rule.wrong-type /audienceId']],
    [
      { kind: 'audience', audienceId: 'c3b7dd0e-1bd1-4f2b-9f45-1f0a57cb9a51', at: 5 },
      ['rule.value-type /at'],
    ],
    [{ kind: 'audience', audienceId: 'C3B7DD0E-1BD1-4F2B-9F45-1F0A57CB9A51' }, []],
  ])('%j', (rule, expected) => {
    expect(problems(rule)).toEqual(expected);
  });
});
