import type { Catalogue } from '@muster/contracts';

/**
 * What random rules and data speak of: every type as attribute and as property, events that two applications have with other
 * properties each, and names that would mean something to JavaScript, SQL or a path.
 */
export const randomCatalogue: Catalogue = {
  applications: {
    shop: {
      events: {
        view: { properties: { category: 'string', price: 'number' } },
        cart: { properties: { price: 'number', gift: 'boolean' } },
        purchase: {
          properties: {
            category: 'string',
            amount: 'number',
            'rate.of-discount': 'number',
            gift: 'boolean',
            delivery: 'time',
            coupons: 'list',
          },
        },
      },
    },
    app: {
      events: {
        open: { properties: { constructor: 'string' as const } },
        view: { properties: { price: 'number' } },
        purchase: { properties: { amount: 'number', gift: 'boolean' } },
      },
    },
  },
  attributes: {
    city: 'string',
    toString: 'string' as const,
    age: 'number',
    newsletter: 'boolean',
    signed_up: 'time',
    interests: 'list',
  },
  tags: {
    vip_level: { kind: 'category', values: ['silver', 'gold', 'platinum', `it's "\\ 😀`] },
    early_adopter: { kind: 'flag' },
    score: { kind: 'number' },
  },
};
