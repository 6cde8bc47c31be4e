import type { Catalogue } from '../catalogue/catalogue';

/** A small catalogue with every type of value and kind of tag: what the examples of the rule language name. */
export const exampleCatalogue: Catalogue = {
  applications: {
    shop: {
      events: {
        purchase: {
          properties: {
            category: 'string',
            amount: 'number',
            gift: 'boolean',
            delivery: 'time',
            coupons: 'list',
            channel: 'string',
          },
        },
        view_item: { properties: { category: 'string' } },
        add_to_cart: { properties: { category: 'string' } },
      },
    },
    app: {
      events: { open: { properties: {} }, purchase: { properties: { amount: 'number', channel: 'number' } } },
    },
  },
  attributes: { city: 'string', age: 'number', newsletter: 'boolean', signed_up: 'time', interests: 'list' },
  tags: {
    vip_level: { kind: 'category', values: ['silver', 'gold', 'platinum'] },
    early_adopter: { kind: 'flag' },
    score: { kind: 'number' },
  },
};
