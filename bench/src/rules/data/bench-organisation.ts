import type { Catalogue } from '@muster/contracts';

/** The organisation of the benchmark. Its local days are days of UTC, so that other plans need no time zones. */
export const organisation = {
  id: '5c0e1a52-6f3f-4d8e-9b43-0c1f3a7d2e11',
  timeZone: 'UTC',
  /** Results are as of this instant; events fill the days before. */
  asOf: '2026-03-31 10:00:00.000000',
  businessDate: '2026-03-31',
  daysOfEvents: 90,
} as const;

/** An audience that has a result, by the share of users in it. */
export interface BenchAudience {
  readonly id: string;
  readonly snapshot: string;
  readonly share: number;
}

const audience = (digit: number, share: number): BenchAudience => ({
  id: `a0000000-0000-4000-8000-00000000000${digit}`,
  snapshot: `b0000000-0000-4000-8000-00000000000${digit}`,
  share,
});

export const audiences = {
  subscribers: audience(1, 0.5),
  campaignReached: audience(2, 0.3),
  optedOut: audience(3, 0.04),
} as const;

export const catalogue: Catalogue = {
  applications: {
    shop: {
      events: {
        view_item: { properties: { category: 'string', channel: 'string' } },
        add_to_cart: { properties: { category: 'string', quantity: 'number' } },
        purchase: { properties: { category: 'string', amount: 'number', quantity: 'number' } },
        search: { properties: { channel: 'string' } },
        refund: { properties: { amount: 'number' } },
      },
    },
    app: { events: { open: { properties: { channel: 'string' } } } },
  },
  attributes: {
    city: 'string',
    language: 'string',
    plan: 'string',
    age: 'number',
    newsletter: 'boolean',
    signed_up: 'time',
  },
  tags: {
    vip_level: { kind: 'category', values: ['silver', 'gold', 'platinum'] },
    early_adopter: { kind: 'flag' },
    score: { kind: 'number' },
    churn_risk: { kind: 'category', values: ['low', 'medium', 'high'] },
    channel: { kind: 'category', values: ['email', 'push', 'sms'] },
  },
};
