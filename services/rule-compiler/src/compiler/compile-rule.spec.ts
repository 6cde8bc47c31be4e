import type { Measure, Rule } from '@muster/contracts';
import { goldenCatalogue } from '../testing-only/golden-catalogue.fixture';
import { compileRule } from './compile-rule';

const compile = (rule: Rule) => compileRule({ rule, catalogue: goldenCatalogue, timeZone: 'Europe/London' });
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
  expect(compilation.plan.statement).not.toContain('--');
  const values = Object.values(compilation.plan.parameters).map(({ value }) => value);
  expect(values).toEqual(expect.arrayContaining([hostile, [hostile]]));
});

test('a plan is plain data', () => {
  const compilation = compile({ op: 'not', of: purchases });

  expect(JSON.parse(JSON.stringify(compilation))).toEqual(compilation);
});

const notYet: Measure['fn'][] = [
  'days',
  'firstTime',
  'lastTime',
  'distinct',
  'avg',
  'min',
  'max',
  'p25',
  'p50',
  'p75',
];

test.each(notYet)('the measure %s is refused, not ignored', (fn) => {
  const measure = (['days', 'firstTime', 'lastTime'] as string[]).includes(fn)
    ? { fn }
    : { fn, property: 'amount' };
  const compare = fn.endsWith('Time') ? { op: 'in', window: { type: 'all' } } : { op: 'gte', value: 1 };

  expect(compile({ ...purchases, measure, compare } as Rule)).toEqual({
    ok: false,
    diagnostics: [expect.objectContaining({ code: 'rule.not-yet-compilable', pointer: '/measure/fn' })],
  });
});
