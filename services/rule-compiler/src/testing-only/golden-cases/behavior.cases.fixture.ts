import type { GoldenCase } from './golden-case.fixture';
import { last30Days, purchases } from './golden-rules.fixture';

/** Which events a behaviour looks at, and how many there must be. */
export const behaviorCases: readonly GoldenCase[] = [
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
    name: 'behavior-with-one-filter-on-days-that-are-over',
    rule: { ...purchases, window: last30Days, where: [{ property: 'amount', op: 'gt', value: 20 }] },
    members: ['ada'],
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
    name: 'behavior-did-not',
    rule: { ...purchases, did: false, where: [{ property: 'category', op: 'in', value: ['books', 'toys'] }] },
    members: ['cleo', 'dan'],
  },
];
