import type {
  BehaviorCondition,
  Catalogue,
  Change,
  Condition,
  Evidence,
  EvidenceOf,
} from '@muster/contracts';
import { conditionChange } from './condition-change';

const catalogue: Catalogue = {
  applications: {},
  attributes: { city: 'string', age: 'number' },
  tags: { vip: { kind: 'flag' }, level: { kind: 'category', values: ['gold'] }, score: { kind: 'number' } },
};
const change = (condition: Condition, evidence: Evidence, holds: boolean): Change =>
  conditionChange(condition, evidence, holds, catalogue);

const window = { from: '2026-10-25', to: '2026-11-24', since: null };
const measured: EvidenceOf<'behavior'> = {
  kind: 'behavior',
  measure: { fn: 'count' },
  value: '1',
  compare: { op: 'gte', value: '3' },
  events: 1,
  firstEvent: '2026-11-01T10:00:00.000000Z',
  lastEvent: '2026-11-01T10:00:00.000000Z',
  window,
  comparedWindow: null,
};
const purchases: BehaviorCondition = { kind: 'behavior', app: 'shop', event: 'purchase' };

describe('behaviours', () => {
  test.each<[string, Partial<EvidenceOf<'behavior'>>, boolean, Partial<Change>]>([
    [
      'a count',
      {},
      false,
      { direction: 'more', by: '2', until: '2026-11-24', text: 'needs 2 more events until 2026-11-24' },
    ],
    ['a count', { value: '2' }, false, { text: 'needs 1 more event until 2026-11-24' }],
    [
      'a count',
      { value: '4' },
      true,
      { direction: 'less', by: '2', until: null, text: 'would end with 2 fewer events' },
    ],
    ['days', { measure: { fn: 'days' } }, false, { text: 'needs 2 more days with events until 2026-11-24' }],
    [
      'a sum',
      { measure: { fn: 'sum', property: 'amount' }, value: '162.5', compare: { op: 'gte', value: '200' } },
      false,
      { direction: 'more', by: '37.5', text: 'sum short by 37.5 until 2026-11-24' },
    ],
    [
      'a sum without a number',
      { measure: { fn: 'sum', property: 'amount' }, value: null, events: 0 },
      false,
      { by: null, text: 'needs an event "purchase" that has a number to measure until 2026-11-24' },
    ],
    [
      'an average',
      { measure: { fn: 'avg', property: 'amount' }, value: '5', compare: { op: 'lt', value: '4' } },
      false,
      { direction: 'less', by: '1.000001', until: null, text: 'average over by 1.000001' },
    ],
    [
      'an answer for every count',
      { compare: { op: 'gte', value: '0' } },
      true,
      { direction: 'other', by: null },
    ],
  ])('%s %j, %s', (_what, evidence, holds, expected) => {
    expect(change(purchases, { ...measured, ...evidence }, holds)).toMatchObject({
      need: 'number',
      ...expected,
    });
  });

  test('the complement of a behaviour ends with more events', () => {
    const text = 'would end with 2 more events until 2026-11-24';
    expect(change({ ...purchases, did: false }, measured, true)).toMatchObject({ direction: 'more', text });
  });

  test.each([
    ['in', false, 'needs the first "purchase" within 2026-10-25 to 2026-11-24'],
    ['in', true, 'would end with the first "purchase" outside of 2026-10-25 to 2026-11-24'],
    ['notIn', false, 'needs the first "purchase" outside of 2026-10-25 to 2026-11-24'],
  ] as const)('a first time %s a window, %s', (op, holds, text) => {
    const compare = { op, window: { type: 'all' } } as const;
    const evidence = { ...measured, measure: { fn: 'firstTime' }, compare, comparedWindow: window } as const;
    expect(change(purchases, { ...evidence, value: '2026-01-01T00:00:00Z' }, holds)).toEqual({
      need: 'value',
      text,
    });
    expect(change(purchases, { ...evidence, value: null }, false)).toMatchObject({
      text: 'needs an event "purchase"',
    });
  });
});

describe('values', () => {
  const city = (value: string | null): Evidence => ({ kind: 'attribute', value });
  test('attributes', () => {
    const inThree: Condition = {
      kind: 'attribute',
      attribute: 'city',
      op: 'in',
      value: ['a', 'b', 'c', 'd', 'e', 'f'],
    };
    expect(change(inThree, city(null), false).text).toBe(
      'needs an attribute "city" that is: in "a", "b", "c", "d", "e" and 1 more',
    );
    expect(change({ kind: 'attribute', attribute: 'city', op: 'isSet' }, city('Oslo'), true).text).toBe(
      'would end with an attribute "city" that is not: isSet',
    );
    const adult: Condition = { kind: 'attribute', attribute: 'age', op: 'gte', value: 18 };
    expect(change(adult, city('17.5'), false)).toMatchObject({ need: 'number', by: '0.5', until: null });
    expect(change(adult, city(null), false)).toMatchObject({ need: 'value' });
  });

  test('tags', () => {
    const evidence = (value: string | boolean | null): Evidence => ({
      kind: 'tag',
      value,
      date: '2026-01-01',
    });
    const vip: Condition = { kind: 'tag', tag: 'vip', match: { op: 'has' } };
    const level: Condition = { kind: 'tag', tag: 'level', match: { op: 'notIn', values: ['gold'] } };
    const score: Condition = { kind: 'tag', tag: 'score', match: { op: 'between', value: [10, 20] } };
    expect(change(vip, evidence(null), false).text).toBe('needs the tag "vip"');
    expect(change(vip, evidence(true), true).text).toBe('would end without the tag "vip"');
    expect(change(level, evidence('gold'), false).text).toBe('needs a tag "level" that is: notIn "gold"');
    expect(change(score, evidence('9'), false)).toMatchObject({
      direction: 'more',
      by: '1',
      text: 'tag "score" short by 1',
    });
    expect(change(score, evidence('12'), true)).toMatchObject({ direction: 'less', by: '2.000001' });
  });

  test('audiences', () => {
    const audienceId = '0b4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c11';
    const evidence = { kind: 'audience', audienceId, runId: audienceId, businessDate: '2026-01-01' } as const;
    const condition: Condition = { kind: 'audience', audienceId };
    expect(change(condition, evidence, false)).toMatchObject({
      need: 'membership',
      audienceId,
      member: true,
    });
    expect(change(condition, evidence, true)).toMatchObject({ member: false });
  });
});

describe('sequences', () => {
  const condition: Condition = {
    kind: 'sequence',
    app: 'shop',
    steps: [{ event: 'view' }, { event: 'leave', not: true }, { event: 'cart' }, { event: 'buy', not: true }],
    within: { n: 2, unit: 'hour' },
  };
  const at = '2026-11-24T10:00:00.000000Z';
  const attempt: EvidenceOf<'sequence'> = {
    kind: 'sequence',
    steps: 2,
    matched: [],
    blockedBy: null,
    openUntil: null,
    window,
  };

  test.each<[Partial<EvidenceOf<'sequence'>>, boolean, Change]>([
    [{}, false, { need: 'step', step: 0, happens: true, text: 'needs an event "view"' }],
    [
      { matched: [at] },
      false,
      {
        need: 'step',
        step: 2,
        happens: true,
        text: 'needs an event "cart" within 2 hours of the first step',
      },
    ],
    [
      { matched: [at], blockedBy: { step: 1, at } },
      false,
      { need: 'step', step: 1, happens: false, text: `needs an attempt without the event "leave" of ${at}` },
    ],
    [
      { matched: [at, at], openUntil: at },
      false,
      { need: 'time', until: at, text: `its time runs until ${at}` },
    ],
    [
      { matched: [at, at] },
      true,
      {
        need: 'step',
        step: 0,
        happens: false,
        text: 'would end without an event "view" that the other steps follow within 2 hours',
      },
    ],
  ])('%j, %s', (evidence, holds, expected) => {
    expect(change(condition, { ...attempt, ...evidence }, holds)).toEqual(expected);
  });
});
