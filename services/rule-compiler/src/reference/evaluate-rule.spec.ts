import { canonicalRule, type Rule } from '@muster/contracts';
import { goldenCatalogue } from '../testing-only/golden-catalogue.fixture';
import type { DataSet } from './data-set';
import { evaluateRule } from './evaluate-rule';

const noData: DataSet = { users: [], events: [], tags: [], results: [] };
const known = (...uids: number[]) => uids.map((uid) => ({ uid, attributes: {} }));
/** An event of user 1 on 1 March 2026. */
const at = (clock: string, event: string, properties: DataSet['events'][number]['properties'] = {}) => ({
  uid: 1,
  app: event === 'open' ? 'app' : 'shop',
  event,
  time: `2026-03-01T${clock.length === 'HH:MM'.length ? `${clock}:00` : clock}Z`,
  properties,
});

function holds(rule: Rule, events: DataSet['events'], asOf = '2026-03-02T12:00:00Z'): boolean {
  const data = { ...noData, users: known(1), events };
  const canonical = canonicalRule(rule, goldenCatalogue);
  return evaluateRule(canonical, { data, catalogue: goldenCatalogue, timeZone: 'UTC', asOf }).has(1);
}

describe('measures', () => {
  const amounts = (...values: (number | string)[]) =>
    values.map((amount, index) => at(`10:00:0${index}`, 'purchase', { amount }));
  const measured = (
    fn: 'sum' | 'avg' | 'min' | 'max' | 'p25' | 'p50' | 'p75',
    value: string,
    op: 'eq' | 'gt',
  ) => {
    const measure = { fn, property: 'amount' };
    return { kind: 'behavior' as const, app: 'shop', event: 'purchase', measure, compare: { op, value } };
  };

  test.each([
    ['sum', '6.5', [1, 2, 3.5]],
    ['avg', '2.5', [1, '4.00', 'no number']],
    ['min', '-1', [3, -1, 2]],
    ['max', '3', [3, -1, 2]],
    ['p25', '1.75', [4, 1, 2, 3]],
    ['p50', '2.5', [4, 1, 2, 3]],
    ['p75', '3.25', [4, 1, 2, 3]],
    ['p50', '7', [7]],
  ] as const)('%s is %s', (fn, value, values) => {
    expect(holds(measured(fn, value, 'eq'), amounts(...values))).toBe(true);
  });

  test('an average is not rounded', () => {
    expect(holds(measured('avg', '1.333333', 'gt'), amounts(1, 1, 2))).toBe(true);
    expect(holds(measured('avg', '1.333334', 'gt'), amounts(1, 1, 2))).toBe(false);
  });

  test('over nothing no number satisfies a comparison', () => {
    const rule = measured('min', '-5', 'gt');
    expect(holds(rule, amounts('none'))).toBe(false);
    expect(holds({ ...rule, did: false }, amounts('none'))).toBe(true);
  });

  test('days and distinct values', () => {
    const events = [...amounts(1, '1.0', 2), { ...at('09:00', 'purchase'), time: '2026-03-02T00:00:00Z' }];
    const purchases = { kind: 'behavior' as const, app: 'shop', event: 'purchase' };
    const two = { op: 'eq' as const, value: 2 };
    expect(holds({ ...purchases, measure: { fn: 'days' }, compare: two }, events)).toBe(true);
    const measure = { fn: 'distinct' as const, property: 'amount' };
    expect(holds({ ...purchases, measure, compare: two }, events)).toBe(true);
    expect(holds({ ...purchases, measure, compare: { op: 'lt', value: 1 } }, [])).toBe(true);
  });
});

describe('sequences', () => {
  type Steps = Extract<Rule, { kind: 'sequence' }>['steps'];
  const sequence = (...steps: Steps): Rule => ({
    kind: 'sequence',
    app: '*',
    steps,
    within: { n: 2, unit: 'hour' },
  });
  const [open, purchase] = [{ event: 'open' }, { event: 'purchase' }];

  test.each([
    ['in order', ['10:00', '11:00'], true],
    ['the end of the time included', ['10:00', '12:00'], true],
    ['over the time', ['10:00', '12:00:00.000001'], false],
    ['at one instant', ['10:00', '10:00'], false],
    ['the wrong way round', ['11:00', '10:00'], false],
  ])('two steps: %s', (_what, [first = '', second = ''], expected) => {
    expect(holds(sequence(open, purchase), [at(first, 'open'), at(second, 'purchase')])).toBe(expected);
  });

  test('one event serves one step', () => {
    expect(holds(sequence(open, open), [at('10:00', 'open')])).toBe(false);
    expect(holds(sequence(open, open), [at('10:00', 'open'), at('10:01', 'open')])).toBe(true);
  });

  test('some choice is enough: a later first step saves the time, an earlier one avoids what must not happen', () => {
    const late = [at('08:00', 'open'), at('10:00', 'open'), at('11:00', 'purchase')];
    expect(holds(sequence(open, purchase), late)).toBe(true);
    const rule = sequence(open, { ...open, not: true }, purchase);
    expect(holds(rule, late)).toBe(true);
    expect(holds(rule, [at('10:00', 'open'), at('10:30', 'open'), at('11:00', 'open')])).toBe(false);
  });

  test('a closing step that must not happen looks on past the window, and waits for the end of the time', () => {
    const rule = {
      ...sequence(open, { ...purchase, not: true }),
      window: { type: 'between', from: '2026-03-01', to: '2026-03-01' },
    } as Rule;
    const opened = [at('23:00', 'open')];
    expect(holds(rule, opened)).toBe(true);
    expect(holds(rule, [...opened, { ...at('00:00', 'purchase'), time: '2026-03-02T01:00:00Z' }])).toBe(
      false,
    );
    expect(
      holds(rule, [...opened, { ...at('00:00', 'purchase'), time: '2026-03-02T01:00:00.000001Z' }]),
    ).toBe(true);
    expect(holds(rule, opened, '2026-03-02T01:00:00Z')).toBe(false);
    expect(holds(rule, opened, '2026-03-02T01:00:00.000001Z')).toBe(true);
  });
});
