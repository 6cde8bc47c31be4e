import fc from 'fast-check';
import { parseDecimal, toMillionths } from '../../value/decimal';
import { checkRule } from '../check/check-rule';
import { exampleCatalogue } from '../example-catalogue.fixture';
import type { Rule } from '../rule.schema';
import { canonicalRule } from './canonical-rule';
import { ruleHash } from './rule-hash';

/** Users of a tiny world: every combination of two attributes, each of which can be missing. */
const users = [undefined, '1', '1.0', 'a'].flatMap((city) =>
  [undefined, 0, 1, 2].map((age) => ({ city, age })),
);
type User = (typeof users)[number];

/** Two spellings of each number, so that normalising them has something to do. */
const number = fc.constantFrom<(string | number)[]>(0, '0.00', 1, '1.0', 2, '2.000000');
const text = fc.constantFrom('1', '1.0', 'a');

const condition: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({
    kind: fc.constant('attribute' as const),
    attribute: fc.constant('age'),
    op: fc.constantFrom('eq' as const, 'ne' as const),
    value: number,
  }),
  fc.record({
    kind: fc.constant('attribute' as const),
    attribute: fc.constant('age'),
    op: fc.constantFrom('in' as const, 'notIn' as const),
    value: fc.array(number, { minLength: 1, maxLength: 3 }),
  }),
  fc.record(
    {
      kind: fc.constant('attribute' as const),
      attribute: fc.constant('city'),
      op: fc.constantFrom('in' as const, 'notIn' as const),
      value: fc.array(text, { minLength: 1, maxLength: 3 }),
      ignoreCase: fc.constant(false),
    },
    { requiredKeys: ['kind', 'attribute', 'op', 'value'] },
  ),
);

const rules = fc.letrec<{ node: Rule }>((tie) => {
  const several = fc.array(tie('node'), { minLength: 1, maxLength: 3 });
  return {
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      condition,
      fc.record({ op: fc.constant('intersect' as const), of: several }),
      fc.record({ op: fc.constant('union' as const), of: several }),
      fc.record({ op: fc.constant('difference' as const), keep: tie('node'), remove: several }),
      fc.record({ op: fc.constant('not' as const), of: tie('node') }),
    ),
  };
}).node;

/** What the language says of the tiny world, the plain way. */
function holds(rule: Rule, user: User): boolean {
  if ('kind' in rule) {
    return holdsCondition(rule, user);
  }
  switch (rule.op) {
    case 'intersect':
      return rule.of.every((operand) => holds(operand, user));
    case 'union':
      return rule.of.some((operand) => holds(operand, user));
    case 'difference':
      return holds(rule.keep, user) && !rule.remove.some((operand) => holds(operand, user));
    case 'not':
      return !holds(rule.of, user);
  }
}

function holdsCondition(rule: Extract<Rule, { kind: string }>, user: User): boolean {
  if (rule.kind !== 'attribute') {
    throw new Error('the tiny world has attributes only');
  }
  const value = rule.attribute === 'age' ? user.age : user.city;
  if (value === undefined) {
    return false;
  }
  const operands = [rule.value].flat() as (string | number)[];
  const isAmong =
    rule.attribute === 'age'
      ? operands.some((operand) => toMillionths(parseDecimal(operand)!) === toMillionths(String(value)))
      : operands.includes(value);
  return rule.op === 'eq' || rule.op === 'in' ? isAmong : !isAmong;
}

/** The rule with the operands and values of everything that has no order turned round, and some of them repeated. */
function shuffled(rule: Rule): Rule {
  const turned = (operands: readonly Rule[]): Rule[] =>
    [...operands, ...operands.slice(0, 1)].reverse().map(shuffled);
  if ('kind' in rule) {
    return rule.kind === 'attribute' && Array.isArray(rule.value)
      ? { ...rule, value: [...rule.value, ...rule.value].reverse() }
      : rule;
  }
  switch (rule.op) {
    case 'intersect':
    case 'union':
      return { of: turned(rule.of), op: rule.op };
    case 'difference':
      return { remove: turned(rule.remove), keep: shuffled(rule.keep), op: rule.op };
    case 'not':
      return { of: shuffled(rule.of), op: rule.op };
  }
}

function canonical(rule: Rule): ReturnType<typeof canonicalRule> {
  return canonicalRule(rule, exampleCatalogue);
}

describe('the canonical form of any rule', () => {
  it('means the same', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const form = canonical(rule);
        for (const user of users) {
          expect(holds(form, user)).toBe(holds(rule, user));
        }
      }),
    );
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const form = canonical(rule);
        expect(canonical(form)).toEqual(form);
      }),
    );
  });

  it('does not depend on an order that has no meaning, nor on repetition', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        expect(ruleHash(canonical(shuffled(rule)))).toBe(ruleHash(canonical(rule)));
      }),
    );
  });

  it('survives JSON and the check, within the limits that the rule kept', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const limits = { conditions: Infinity };
        const checked = checkRule(rule, exampleCatalogue, { limits });
        const again = checkRule(JSON.parse(JSON.stringify(canonical(rule))), exampleCatalogue, { limits });
        expect(checked.ok).toBe(true);
        expect(checked.ok && checked.canonical).toEqual(again.ok && again.rule);
      }),
    );
  });
});
