import { goldenAudience, hostileText } from '../golden-data.fixture';
import type { GoldenCase } from './golden-case.fixture';
import { city, vip } from './golden-rules.fixture';

/** Tags, audiences and attributes. */
export const conditionCases: readonly GoldenCase[] = [
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
];
