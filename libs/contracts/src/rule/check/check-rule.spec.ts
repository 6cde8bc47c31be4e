import type { RuleLimits } from '../limits';
import { exampleCatalogue } from '../example-catalogue.fixture';
import { exampleRules } from '../example-rules.fixture';
import { checkRule } from './check-rule';

/** The problems of a rule, as `code pointer`. */
function problems(rule: unknown, limits: Partial<RuleLimits> = {}): string[] {
  const checked = checkRule(rule, exampleCatalogue, { limits });
  return checked.ok ? [] : checked.errors.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('checkRule', () => {
  it.each(Object.entries(exampleRules))('accepts %s and returns it as it is', (_what, rule) => {
    expect(checkRule(rule, exampleCatalogue)).toMatchObject({ ok: true, rule });
  });

  it('returns every problem of a rule at once', () => {
    const rule = {
      op: 'intersect',
      of: [
        { kind: 'tag', tag: 'vip', match: { op: 'in', values: ['gold'] }, since: 1 },
        {
          kind: 'behavior',
          app: 'shop',
          event: 'purchase',
          window: { type: 'last', n: 0, unit: 'days' },
          where: [
            { property: 'categry', op: 'eq', value: 'books' },
            { property: 'amount', op: 'contains', value: '1' },
          ],
          measure: { fn: 'sum', property: 'category' },
        },
        { op: 'difference', keep: { kind: 'audience', audienceId: 'x', at: 'yesterday' }, remove: [] },
        { op: 'xor', of: [] },
      ],
    };
    expect(problems(rule)).toEqual([
      'rule.unknown-field /of/0/since',
      'rule.unknown-tag /of/0/tag',
      'rule.value-out-of-range /of/1/window/n',
      'rule.unknown-unit /of/1/window/unit',
      'rule.unknown-property /of/1/where/0/property',
      'rule.operator-not-for-type /of/1/where/1/op',
      'rule.operator-not-for-type /of/1/measure/property',
      'rule.compare-required /of/1/compare',
      'rule.value-type /of/2/keep/audienceId',
      'rule.value-type /of/2/keep/at',
      'rule.empty-group /of/2/remove',
      'rule.unknown-kind /of/3/op',
    ]);
  });

  it('says what to do, with a hint when a name is nearly right', () => {
    const checked = checkRule({ kind: 'attribute', attribute: 'Citty', op: 'isSet' }, exampleCatalogue);
    expect(checked).toMatchObject({
      errors: [
        {
          message: 'Name an attribute of the catalogue: there is no attribute "Citty"; did you mean "city"?',
        },
      ],
    });
  });

  it('sums up the problems that it does not show', () => {
    const rule = { op: 'union', of: Array.from({ length: 10 }, () => 1) };
    expect(problems(rule, { problems: 3 })).toEqual([
      'rule.wrong-type /of/0',
      'rule.wrong-type /of/1',
      'rule.wrong-type /of/2',
      'rule.too-many-problems ',
    ]);
  });
});

describe('hostile rules', () => {
  it.each([
    ['not', (inner: unknown) => ({ op: 'not', of: inner })],
    ['lists', (inner: unknown) => [inner]],
    ['fields that the language does not have', (inner: unknown) => ({ kind: 'tag', x: inner })],
  ])('10,000 levels of %s are refused without overflowing the stack', (_what, wrap) => {
    let rule: unknown = exampleRules['a flag tag'];
    for (let level = 0; level < 10_000; level += 1) {
      rule = wrap(rule);
    }
    const checked = checkRule(rule, exampleCatalogue);
    expect(checked).toMatchObject({ ok: false, errors: [{ code: 'rule.too-deep' }] });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s is a name like any other',
    (name) => {
      expect(problems({ kind: 'tag', tag: name, match: { op: 'has' } })).toEqual(['rule.unknown-tag /tag']);
      expect(problems({ kind: 'attribute', attribute: name, op: 'isSet' })).toEqual([
        'rule.unknown-attribute /attribute',
      ]);
      expect(problems({ kind: 'behavior', app: name, event: 'purchase' })).toEqual([
        'rule.unknown-application /app',
      ]);
      expect(problems({ kind: 'behavior', app: '*', event: name })).toEqual(['rule.unknown-event /event']);
      expect(problems({ kind: name })).toEqual(['rule.unknown-kind /kind']);
      expect(problems({ op: name, of: [] })).toEqual(['rule.unknown-kind /op']);
      expect(problems({ kind: 'attribute', attribute: 'city', op: name })).toEqual([
        'rule.unknown-operator /op',
      ]);
      const unknownField: unknown = JSON.parse(
        `{"kind":"tag","tag":"early_adopter","match":{"op":"has","${name}":1}}`,
      );
      expect(problems(unknownField)).toEqual([`rule.unknown-field /match/${name}`]);
    },
  );

  it.each([null, undefined, true, 0, '', 'rule', [], [exampleRules['a flag tag']]])(
    '%p is no rule',
    (rule) => {
      expect(problems(rule)).toEqual(['rule.wrong-type ']);
    },
  );

  it('only the first hundred unknown names get a hint: looking for thousands took 5.3 s', () => {
    const of = Array.from({ length: 3_500 }, () => ({ kind: 'attribute', attribute: 'citty' }));
    const checked = checkRule({ op: 'union', of }, exampleCatalogue, {
      limits: { conditions: Infinity, bytes: Infinity },
    });
    const messages = checked.ok ? [] : checked.errors.map(({ message }) => message);
    expect(messages.length).toBeGreaterThan(500);
    expect(messages.filter((message) => message.includes('did you mean'))).toHaveLength(100);
  });

  it('a hint is looked for among the first five hundred known names', () => {
    const hintFor = (position: number): boolean => {
      const names = Array.from({ length: 10_000 }, (_, index) =>
        index === position ? 'shoe_size' : `name${index}`,
      );
      const attributes = Object.fromEntries(names.map((name) => [name, 'string' as const]));
      const rule = { kind: 'attribute', attribute: 'shoe_sizes', op: 'isSet' };
      const checked = checkRule(rule, { ...exampleCatalogue, attributes });
      return !checked.ok && checked.errors[0]!.message.includes('did you mean');
    };
    expect([hintFor(499), hintFor(500)]).toEqual([true, false]);
  });

  it('a message repeats no more of the rule than people can read', () => {
    const checked = checkRule(
      { kind: 'tag', tag: 'x'.repeat(100_000), match: { op: 'has' } },
      exampleCatalogue,
    );
    expect(checked.ok ? Infinity : checked.errors[0]!.message.length).toBeLessThan(200);
  });
});

describe('set expressions', () => {
  it.each([
    [{}, ['rule.missing-field /kind']],
    [{ op: 'union' }, ['rule.missing-field /of']],
    [{ op: 'union', of: {} }, ['rule.wrong-type /of']],
    [{ op: 'union', of: [[]] }, ['rule.wrong-type /of/0']],
    [{ op: 1 }, ['rule.wrong-type /op']],
    [{ kind: 1 }, ['rule.wrong-type /kind']],
    [{ op: 'not', of: [] }, ['rule.wrong-type /of']],
    [{ op: 'difference' }, ['rule.missing-field /keep', 'rule.missing-field /remove']],
    [
      { op: 'not', of: exampleRules['a list'], keep: 1, remove: [] },
      ['rule.unknown-field /keep', 'rule.unknown-field /remove'],
    ],
  ])('%j', (rule, expected) => {
    expect(problems(rule)).toEqual(expected);
  });

  it('may have one operand', () => {
    expect(problems({ op: 'union', of: [exampleRules['a list']] })).toEqual([]);
  });

  it('are counted for depth with their conditions, and reported once', () => {
    const twoPaths = { op: 'union', of: [exampleRules['set expressions'], exampleRules['set expressions']] };
    expect(problems(twoPaths, { depth: 3 })).toEqual(['rule.too-deep /of/0/keep/of/0']);
  });
});
