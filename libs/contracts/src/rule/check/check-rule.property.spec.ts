import fc from 'fast-check';
import { exampleCatalogue } from '../example-catalogue.fixture';
import { exampleRules } from '../example-rules.fixture';
import { ruleSchema } from '../rule.schema';
import { checkRule } from './check-rule';

const anything = fc.jsonValue({ maxDepth: 4 });

/** Values that a rule could have anywhere, right or wrong. */
const replacement = fc.oneof(
  anything,
  fc.constantFrom<unknown[]>(
    'in',
    'eq',
    'between',
    'has',
    'all',
    'last',
    'sum',
    '*',
    '2026-01-01',
    '1.5',
    [1, 2],
    { n: 1, unit: 'day' },
  ),
);

/** An example of the language in which one member, wherever it stands, is another value. */
const mutated = fc
  .tuple(fc.constantFrom(...Object.values(exampleRules)), fc.nat(), replacement)
  .map(([rule, place, value]) => mutate(rule, place, value));

function mutate(rule: unknown, place: number, value: unknown): unknown {
  const copy: unknown = structuredClone(rule);
  const members = membersOf(copy);
  const member = members[place % members.length]!;
  member.owner[member.name] = value;
  return copy;
}

interface Member {
  readonly owner: Record<string, unknown>;
  readonly name: string;
}

function membersOf(value: unknown): Member[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const owner = value as Record<string, unknown>;
  return Object.keys(owner).flatMap((name) => [{ owner, name }, ...membersOf(owner[name])]);
}

describe('the check of any JSON', () => {
  it('answers, and never throws', () => {
    fc.assert(
      fc.property(anything, (input) => {
        expect(checkRule(input, exampleCatalogue).ok).toBe(false);
      }),
    );
  });

  it('accepts nothing that the schema refuses, and says something about what it refuses', () => {
    fc.assert(
      fc.property(mutated, (input) => {
        const checked = checkRule(input, exampleCatalogue);
        if (checked.ok) {
          expect(ruleSchema.safeParse(input).success).toBe(true);
        } else {
          expect(checked.errors.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('points only at places that the rule has, or could have', () => {
    fc.assert(
      fc.property(mutated, (input) => {
        const checked = checkRule(input, exampleCatalogue);
        for (const { pointer } of checked.ok ? [] : checked.errors) {
          const parent = pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
          expect(typeof resolve(input, parent) === 'object' || pointer === '' || parent === '/match').toBe(
            true,
          );
        }
      }),
    );
  });
});

function resolve(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], document);
}
