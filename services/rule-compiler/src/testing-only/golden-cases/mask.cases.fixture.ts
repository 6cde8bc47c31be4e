import type { GoldenCase } from './golden-case.fixture';
import { city, purchases, vip } from './golden-rules.fixture';

/** What the passes decide. */
export const maskCases: readonly GoldenCase[] = [
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
