import type { CreateAudienceRequest } from '@muster/contracts';

/** A few audiences, one for each way to combine conditions. */
export const demoAudiences: readonly CreateAudienceRequest[] = [
  {
    name: 'Regular buyers: 3 purchases and £100 in 90 days',
    rule: {
      op: 'intersect',
      of: [
        {
          kind: 'behavior',
          app: 'shop',
          event: 'purchase',
          window: { type: 'last', n: 90, unit: 'day' },
          compare: { op: 'gte', value: 3 },
        },
        {
          kind: 'behavior',
          app: 'shop',
          event: 'purchase',
          window: { type: 'last', n: 90, unit: 'day' },
          measure: { fn: 'sum', property: 'amount' },
          compare: { op: 'gte', value: '100.00' },
        },
      ],
    },
  },
  {
    name: 'Filled a cart in 30 days and bought nothing',
    rule: {
      op: 'difference',
      keep: {
        kind: 'behavior',
        app: 'shop',
        event: 'add_to_cart',
        window: { type: 'last', n: 30, unit: 'day' },
      },
      remove: [
        {
          kind: 'behavior',
          app: 'shop',
          event: 'purchase',
          window: { type: 'last', n: 30, unit: 'day' },
        },
      ],
    },
  },
  {
    name: 'Gold and platinum, or early adopters, in London',
    rule: {
      op: 'intersect',
      of: [
        { kind: 'attribute', attribute: 'city', op: 'eq', value: 'London' },
        {
          op: 'union',
          of: [
            { kind: 'tag', tag: 'vip_level', match: { op: 'in', values: ['gold', 'platinum'] } },
            { kind: 'tag', tag: 'early_adopter', match: { op: 'has' } },
          ],
        },
      ],
    },
  },
];
