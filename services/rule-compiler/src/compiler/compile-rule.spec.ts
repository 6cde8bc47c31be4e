import type { Rule } from '@muster/contracts';
import { goldenCatalogue } from '../testing-only/golden-catalogue.fixture';
import { compileRule } from './compile-rule';

const compile = (rule: Rule, timeZone = 'Europe/London') =>
  compileRule({ rule, catalogue: goldenCatalogue, timeZone, isValidRegex: (pattern) => pattern !== '(' });
const city = (value: string): Rule => ({ kind: 'attribute', attribute: 'city', op: 'eq', value });
const purchases = { kind: 'behavior', app: 'shop', event: 'purchase' } as const;

test('rules that mean the same have the same plan', () => {
  const one: Rule = {
    op: 'intersect',
    of: [city('Oslo'), { op: 'intersect', of: [city('Rome'), purchases] }],
  };
  const other: Rule = {
    op: 'intersect',
    of: [
      { ...purchases, window: { type: 'all' }, compare: { op: 'gte', value: '1.00' } },
      city('Rome'),
      city('Oslo'),
    ],
  };

  expect(compile(other)).toEqual(compile(one));
});

test('no text of a rule becomes text of a statement', () => {
  const hostile = `');{p0:String}--`;
  const compilation = compile({
    op: 'union',
    of: [
      city(hostile),
      { kind: 'attribute', attribute: 'interests', op: 'containsAny', value: [hostile] },
      { ...purchases, where: [{ property: 'category', op: 'matches', value: hostile.replace(')', '') }] },
    ],
  });

  if (!compilation.ok) throw new Error('does not compile');
  expect(JSON.stringify({ ...compilation.plan, parameters: {} })).not.toContain('--');
  const values = Object.values(compilation.plan.parameters).map(({ value }) => value);
  expect(values).toEqual(expect.arrayContaining([hostile, [hostile]]));
});

test('a pattern that the engine would refuse has no plan', () => {
  const pattern = (value: string): Rule => ({ kind: 'attribute', attribute: 'city', op: 'matches', value });

  expect(compile({ op: 'not', of: pattern('(') })).toMatchObject({
    ok: false,
    diagnostics: [{ code: 'rule.regex-invalid', pointer: '/of/value' }],
  });
  expect(compile(pattern('(o)')).ok).toBe(true);
});

test('a plan is plain data', () => {
  const compilation = compile({ op: 'not', of: purchases });

  expect(JSON.parse(JSON.stringify(compilation))).toEqual(compilation);
});

test('everything that only the zone of the organisation tells is reported at once', () => {
  const range = ['2026-03-02', '2026-03-01T22:59:59Z'];
  const rule: Rule = {
    op: 'union',
    of: [
      { ...purchases, where: [{ property: 'delivery', op: 'between', value: range }] },
      { op: 'not', of: { kind: 'attribute', attribute: 'signed_up', op: 'between', value: range } },
    ],
  };
  const inZone = (timeZone: string) => compile(rule, timeZone);

  expect(inZone('Asia/Tokyo').ok).toBe(true);
  expect(inZone('Europe/London')).toEqual({
    ok: false,
    diagnostics: ['/of/0/where/0/value', '/of/1/of/value'].map((pointer) => ({
      code: 'rule.range-reversed',
      pointer,
      message: 'Swap the ends of the range: in Europe/London, 2026-03-02 comes after 2026-03-01T22:59:59Z.',
    })),
  });
});
