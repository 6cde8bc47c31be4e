import type { GoldenCase } from './golden-case.fixture';
import { last30Days, purchases } from './golden-rules.fixture';

const ofAmount = <Fn extends 'sum' | 'avg' | 'min' | 'max' | 'p25' | 'p50' | 'p75'>(fn: Fn) =>
  ({ ...purchases, measure: { fn, property: 'amount' } }) as const;

/** What is computed over a user's events. Ada's amounts are 99.9, 100 and 100.1, Bob's 5, Cleo's -3, and Eve's is no number. */
export const measureCases: readonly GoldenCase[] = [
  {
    name: 'measure-days',
    // 31 March 23:59:59.999999 and 1 April 00:00 in London are two days.
    rule: { ...purchases, measure: { fn: 'days' }, compare: { op: 'eq', value: 3 } },
    members: ['ada'],
  },
  {
    name: 'measure-days-includes-zero',
    rule: { ...purchases, app: '*', measure: { fn: 'days' }, compare: { op: 'lt', value: 2 } },
    members: ['bob', 'cleo', 'dan', 'eve'],
  },
  {
    name: 'measure-distinct',
    rule: {
      ...purchases,
      measure: { fn: 'distinct', property: 'category' },
      compare: { op: 'in', value: [2, 3] },
    },
    members: ['ada'],
  },
  {
    name: 'measure-distinct-at-least-one',
    rule: {
      ...purchases,
      app: '*',
      measure: { fn: 'distinct', property: 'category' },
      compare: { op: 'gt', value: 0 },
    },
    members: ['ada', 'bob', 'eve'],
  },
  {
    name: 'measure-distinct-includes-zero',
    rule: {
      ...purchases,
      measure: { fn: 'distinct', property: 'category' },
      compare: { op: 'ne', value: 1 },
    },
    members: ['ada', 'cleo', 'dan'],
  },
  {
    name: 'measure-sum',
    rule: {
      ...ofAmount('sum'),
      window: { ...last30Days, n: 31, includeToday: true },
      compare: { op: 'gte', value: '300.00' },
    },
    members: ['ada'],
  },
  {
    name: 'measure-avg',
    rule: { ...ofAmount('avg'), compare: { op: 'between', value: [-3, 99.999999] } },
    members: ['bob', 'cleo'],
  },
  {
    name: 'measure-avg-in',
    rule: { ...ofAmount('avg'), compare: { op: 'in', value: [100, 7] } },
    members: ['ada'],
  },
  {
    name: 'measure-min',
    rule: { ...ofAmount('min'), compare: { op: 'lte', value: 5 } },
    members: ['bob', 'cleo'],
  },
  {
    name: 'measure-max',
    rule: { ...ofAmount('max'), compare: { op: 'ne', value: 5 } },
    members: ['ada', 'cleo'],
  },
  {
    name: 'measure-p25',
    rule: { ...ofAmount('p25'), compare: { op: 'in', value: ['99.95', -3] } },
    members: ['ada', 'cleo'],
  },
  { name: 'measure-p50', rule: { ...ofAmount('p50'), compare: { op: 'eq', value: 100 } }, members: ['ada'] },
  {
    name: 'measure-p75',
    rule: { ...ofAmount('p75'), app: '*', compare: { op: 'between', value: [7, '100.05'] } },
    members: ['ada', 'dan'],
  },
  {
    name: 'measure-did-not',
    rule: { ...ofAmount('avg'), did: false, compare: { op: 'ne', value: 5 } },
    members: ['bob', 'dan', 'eve'],
  },
  {
    name: 'measure-first-time',
    rule: {
      ...purchases,
      measure: { fn: 'firstTime' },
      compare: { op: 'in', window: { type: 'between', from: '2026-03-01', to: '2026-03-19' } },
    },
    members: ['ada'],
  },
  {
    name: 'measure-last-time-outside',
    rule: {
      ...purchases,
      measure: { fn: 'lastTime' },
      compare: { op: 'notIn', window: { type: 'last', n: 13, unit: 'hour' } },
    },
    members: ['cleo', 'eve'],
  },
];
