import type { GoldenCase } from './golden-case.fixture';

const sequence = { kind: 'sequence', app: 'shop', within: { n: 2, unit: 'hour' } } as const;
const view = { event: 'view_item' } as const;
const cart = { event: 'add_to_cart' } as const;
const purchase = { event: 'purchase' } as const;

/** Steps in order, within a time, with steps that must not happen. */
export const sequenceCases: readonly GoldenCase[] = [
  {
    name: 'sequence',
    // Cleo's steps are not one after the other, and Dan takes a microsecond too long.
    rule: { ...sequence, app: '*', steps: [view, cart, purchase] },
    members: ['ada', 'bob', 'eve'],
  },
  {
    name: 'sequence-of-one-event-with-filters',
    rule: {
      ...sequence,
      steps: [purchase, purchase].map((step) => ({
        ...step,
        where: [{ property: 'category', op: 'eq', value: 'books' }],
      })),
      within: { n: 1, unit: 'minute' },
      window: { type: 'last', n: 1, unit: 'day', includeToday: true },
    },
    members: ['ada'],
  },
  {
    name: 'sequence-without-step-between',
    // Eve put it into the cart after she viewed it first, but not after she viewed it again.
    rule: { ...sequence, steps: [view, { ...cart, not: true }, purchase] },
    members: ['eve'],
  },
  {
    name: 'sequence-without-closing-step',
    // Bob's time is not over yet, and Dan has bought in the other application.
    rule: { ...sequence, steps: [cart, { ...purchase, not: true }], within: { n: 1, unit: 'hour' } },
    members: ['cleo', 'dan'],
  },
  {
    name: 'sequence-without-closing-steps-past-the-window',
    // Ada's purchase of 100 is a day after the window; her purchase of 100.1 in the window is no obstacle.
    rule: {
      ...sequence,
      steps: [
        view,
        cart,
        { ...purchase, not: true, where: [{ property: 'amount', op: 'eq', value: 100 }] },
        { ...purchase, not: true, where: [{ property: 'gift', op: 'isTrue' }] },
      ],
      within: { n: 5, unit: 'hour' },
      window: { type: 'between', from: '2026-03-20', to: '2026-03-31' },
    },
    members: ['dan'],
  },
  {
    name: 'sequence-of-one-step',
    rule: {
      ...sequence,
      steps: [{ ...view, where: [{ property: 'category', op: 'eq', value: 'books' }] }],
      window: { type: 'last', n: 1, unit: 'day' },
    },
    members: ['ada'],
  },
];
