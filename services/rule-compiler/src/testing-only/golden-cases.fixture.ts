import type { Rule } from '@muster/contracts';
import { goldenAudience, hostileText, type goldenUsers } from './golden-data.fixture';

export interface GoldenCase {
  /** Name of the folder that holds the expected plan. */
  readonly name: string;
  readonly rule: Rule;
  readonly members: readonly (keyof typeof goldenUsers)[];
}

const vip = (...values: string[]): Rule => ({ kind: 'tag', tag: 'vip_level', match: { op: 'in', values } });
const city = (value: string): Rule => ({ kind: 'attribute', attribute: 'city', op: 'eq', value });
const purchases = { kind: 'behavior', app: 'shop', event: 'purchase' } as const;
const last30Days = { type: 'last', n: 30, unit: 'day' } as const;

/** One case for each kind of condition and each decision of a pass; what each finds was worked out by hand. */
export const goldenCases: readonly GoldenCase[] = [
  { name: 'tag-category', rule: vip('gold', 'platinum'), members: ['dan'] },
  {
    name: 'tag-category-on-a-day',
    rule: { kind: 'tag', tag: 'vip_level', match: { op: 'notIn', values: ['silver'] }, asOf: '2026-03-31' },
    members: ['ada', 'dan'],
  },
  { name: 'tag-flag', rule: { kind: 'tag', tag: 'early_adopter', match: { op: 'has' } }, members: ['ada'] },
  {
    name: 'tag-number',
    rule: { kind: 'tag', tag: 'score', match: { op: 'between', value: ['9.999999', 9.999999] } },
    members: ['bob'],
  },
  {
    name: 'audience-latest',
    rule: { kind: 'audience', audienceId: goldenAudience },
    members: ['ada', 'dan'],
  },
  {
    name: 'audience-of-a-day-and-of-the-same-day',
    rule: {
      op: 'union',
      of: [
        { kind: 'audience', audienceId: goldenAudience, at: '2026-03-01' },
        { kind: 'audience', audienceId: goldenAudience, at: 'sameDay' },
      ],
    },
    members: ['bob'],
  },
  { name: 'attribute-hostile-text', rule: city(hostileText), members: ['cleo'] },
  {
    name: 'attribute-ignoring-case',
    rule: { kind: 'attribute', attribute: 'city', op: 'in', value: ['OSLO', 'Rome'], ignoreCase: true },
    members: ['ada', 'bob'],
  },
  {
    name: 'attribute-matches',
    rule: { kind: 'attribute', attribute: 'city', op: 'matches', value: 'n"..{p0' },
    members: [],
  },
  {
    name: 'attribute-number-in',
    rule: { kind: 'attribute', attribute: 'age', op: 'notIn', value: ['30.000000', 17.5] },
    members: ['cleo'],
  },
  {
    name: 'attribute-time-in-last-month',
    rule: { kind: 'attribute', attribute: 'signed_up', op: 'inLast', value: { n: 1, unit: 'month' } },
    members: ['ada', 'bob'],
  },
  {
    name: 'attribute-time-between',
    rule: {
      kind: 'attribute',
      attribute: 'signed_up',
      op: 'between',
      value: ['2026-03-29', '2026-04-02T01:00:00+02:00'],
    },
    members: ['ada', 'cleo'],
  },
  {
    name: 'attribute-list',
    rule: { kind: 'attribute', attribute: 'interests', op: 'containsNone', value: ['go'] },
    members: ['bob'],
  },
  {
    name: 'attribute-not-set',
    rule: { kind: 'attribute', attribute: 'newsletter', op: 'isNotSet' },
    members: ['cleo', 'dan', 'eve'],
  },
  {
    name: 'behavior-at-least-once-by-daily-bitmaps',
    rule: { ...purchases, window: last30Days },
    members: ['ada', 'eve'],
  },
  { name: 'behavior-ever', rule: { ...purchases, app: '*' }, members: ['ada', 'bob', 'cleo', 'dan', 'eve'] },
  {
    name: 'behavior-in-the-last-hours',
    rule: { kind: 'behavior', app: 'app', event: 'open', window: { type: 'last', n: 2, unit: 'hour' } },
    members: ['cleo'],
  },
  {
    name: 'behavior-with-filters',
    rule: {
      ...purchases,
      app: '*',
      where: [
        { property: 'category', op: 'isNotSet' },
        { property: 'amount', op: 'gt', value: 0 },
      ],
    },
    members: ['dan'],
  },
  {
    name: 'behavior-count-includes-zero',
    rule: {
      ...purchases,
      window: { type: 'between', from: '2026-03-01', to: '2026-04-01' },
      compare: { op: 'between', value: [0, 1] },
    },
    members: ['bob', 'cleo', 'dan', 'eve'],
  },
  {
    name: 'behavior-sum',
    rule: {
      ...purchases,
      window: { ...last30Days, n: 31, includeToday: true },
      measure: { fn: 'sum', property: 'amount' },
      compare: { op: 'gte', value: '300.00' },
    },
    members: ['ada'],
  },
  {
    name: 'behavior-did-not',
    rule: { ...purchases, did: false, where: [{ property: 'category', op: 'in', value: ['books', 'toys'] }] },
    members: ['cleo', 'dan'],
  },
  {
    name: 'masks-under-intersect',
    rule: {
      op: 'intersect',
      of: [
        { ...purchases, compare: { op: 'gte', value: 2 } },
        { op: 'union', of: [vip('silver'), city('Rome')] },
        { ...purchases, measure: { fn: 'sum', property: 'amount' }, compare: { op: 'lt', value: 1000 } },
      ],
    },
    members: ['ada'],
  },
  {
    name: 'masks-under-union',
    rule: {
      op: 'union',
      of: [vip('gold'), { ...purchases, compare: { op: 'gte', value: 2 } }, { op: 'not', of: city('Oslo') }],
    },
    members: ['ada', 'bob', 'cleo', 'dan', 'eve'],
  },
  {
    name: 'masks-in-a-difference',
    rule: {
      op: 'difference',
      keep: { ...purchases, compare: { op: 'gte', value: 1 }, where: [{ property: 'amount', op: 'isSet' }] },
      remove: [
        vip('silver'),
        { ...purchases, measure: { fn: 'sum', property: 'amount' }, compare: { op: 'lt', value: 0 } },
      ],
    },
    members: ['bob'],
  },
];
