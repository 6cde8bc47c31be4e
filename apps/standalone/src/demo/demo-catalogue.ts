import type { Catalogue } from '@muster/contracts';

/** What the demo organisation declares: a shop and its app. */
export const demoCatalogue: Catalogue = {
  applications: {
    shop: {
      events: {
        view_item: { properties: { category: 'string' } },
        add_to_cart: { properties: { category: 'string' } },
        purchase: { properties: { category: 'string', amount: 'number', quantity: 'number' } },
      },
    },
    app: { events: { open: { properties: {} } } },
  },
  attributes: {
    city: 'string',
    age: 'number',
    newsletter: 'boolean',
    signed_up: 'time',
    interests: 'list',
  },
  tags: {
    vip_level: { kind: 'category', values: ['silver', 'gold', 'platinum'] },
    early_adopter: { kind: 'flag' },
    score: { kind: 'number' },
  },
};
