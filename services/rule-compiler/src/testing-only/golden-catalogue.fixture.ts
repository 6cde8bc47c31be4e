import type { Catalogue } from '@muster/contracts';

/** Every type of value and every kind of tag; `purchase` exists in two applications, with `category` in one of them. */
export const goldenCatalogue: Catalogue = {
  applications: {
    shop: {
      events: {
        view_item: { properties: { category: 'string' } },
        add_to_cart: { properties: {} },
        purchase: {
          properties: {
            category: 'string',
            amount: 'number',
            gift: 'boolean',
            delivery: 'time',
            coupons: 'list',
          },
        },
      },
    },
    app: { events: { open: { properties: {} }, purchase: { properties: { amount: 'number' } } } },
  },
  attributes: { city: 'string', age: 'number', newsletter: 'boolean', signed_up: 'time', interests: 'list' },
  tags: {
    vip_level: { kind: 'category', values: ['silver', 'gold', 'platinum'] },
    early_adopter: { kind: 'flag' },
    score: { kind: 'number' },
  },
};
