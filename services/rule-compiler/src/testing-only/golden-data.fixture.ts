import { goldenCatalogue } from './golden-catalogue.fixture';
import type { Evaluation } from '../reference/evaluation';
import type { DataSet } from '../reference/data-set';

/** Users of the golden cases by name, so that their members can be read. */
export const goldenUsers = { ada: 1, bob: 2, cleo: 3, dan: 4, eve: 5 } as const;
const { ada, bob, cleo, dan, eve } = goldenUsers;
/** Has data, but is not known. */
const stranger = 99;

export const goldenAudience = '0b4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c11';

/** A text with everything in it that could break out of a literal. */
export const hostileText = `Ber'gen"\\\n\t{p0:String}; DROP TABLE users --`;

const data: DataSet = {
  users: [
    {
      uid: ada,
      attributes: {
        city: 'Oslo',
        age: 30,
        newsletter: true,
        // The local day on which London's clocks go forward begins at midnight UTC.
        signed_up: '2026-03-29T00:00:00Z',
        interests: ['chess', 'go'],
      },
    },
    {
      uid: bob,
      attributes: {
        city: 'oſlo',
        age: '17.5',
        newsletter: false,
        signed_up: '2026-03-28T23:59:59.999999Z',
        interests: [],
      },
    },
    {
      uid: cleo,
      attributes: { city: hostileText, age: '200000000000000000.000001', signed_up: '2026-04-02' },
    },
    { uid: dan, attributes: {} },
    // Values of other types than the catalogue declares.
    {
      uid: eve,
      attributes: { city: 42, age: 'old', newsletter: 'yes', signed_up: true, interests: ['go', 1] },
    },
  ],
  events: [
    purchase(ada, '2026-03-01T00:00:00Z', { amount: '99.90', category: 'music' }),
    purchase(ada, '2026-03-31T22:59:59.999999Z', { amount: 100.1, category: 'books' }),
    // 1 April in London already, which is the business date.
    purchase(ada, '2026-03-31T23:00:00Z', { amount: 100, category: 'books' }),
    purchase(bob, '2026-04-01T12:00:00Z', { amount: 5, category: 'books' }),
    purchase(bob, '2026-04-01T12:00:00.000001Z', { amount: 500, category: 'music' }),
    purchase(cleo, '2026-01-15T09:00:00Z', { amount: -3, gift: false, coupons: [] }),
    purchase(eve, '2026-03-20T09:00:00Z', {
      amount: 'a lot',
      category: 'toys',
      gift: true,
      coupons: ['A', 'B'],
    }),
    purchase(stranger, '2026-03-31T09:00:00Z', { amount: 1000, category: 'books' }),
    { uid: dan, app: 'app', event: 'purchase', time: '2026-03-30T09:00:00Z', properties: { amount: 7 } },
    // Bought an instant less than an hour after viewing; the second purchase is on the next day in London.
    view(ada, '2026-03-31T22:00:00Z', 'books'),
    cart(ada, '2026-03-31T22:30:00Z'),
    // Bought two hours after viewing, to the microsecond.
    view(bob, '2026-04-01T10:00:00Z', 'toys'),
    cart(bob, '2026-04-01T11:00:00Z'),
    // Both at one instant.
    view(cleo, '2026-04-01T09:00:00Z', 'toys'),
    cart(cleo, '2026-04-01T09:00:00Z'),
    // Bought in the other application, a microsecond more than two hours after viewing.
    view(dan, '2026-03-30T06:59:59.999999Z', 'books'),
    cart(dan, '2026-03-30T08:00:00Z'),
    // Looked again before buying.
    view(eve, '2026-03-20T08:00:00Z', 'toys'),
    cart(eve, '2026-03-20T08:10:00Z'),
    view(eve, '2026-03-20T08:30:00Z', 'toys'),
    { uid: cleo, app: 'app', event: 'open', time: '2026-04-01T11:30:00Z', properties: {} },
  ],
  tags: [
    { uid: ada, tag: 'vip_level', date: '2026-03-01', value: 'gold' },
    { uid: ada, tag: 'vip_level', date: '2026-04-01', value: 'silver' },
    { uid: bob, tag: 'vip_level', date: '2026-04-02', value: 'gold' },
    { uid: cleo, tag: 'vip_level', date: '2026-01-01', value: 'platinum' },
    { uid: cleo, tag: 'vip_level', date: '2026-02-01', value: null },
    { uid: dan, tag: 'vip_level', date: '2026-01-01', value: 'gold' },
    { uid: stranger, tag: 'vip_level', date: '2026-01-01', value: 'gold' },
    { uid: ada, tag: 'score', date: '2026-01-01', value: 10 },
    { uid: bob, tag: 'score', date: '2026-01-01', value: '9.999999' },
    { uid: ada, tag: 'early_adopter', date: '2026-01-01', value: true },
    { uid: eve, tag: 'early_adopter', date: '2026-01-01', value: null },
  ],
  results: [
    { audienceId: goldenAudience, at: 'latest', members: [ada, dan, stranger] },
    { audienceId: goldenAudience, at: '2026-03-01', members: [bob] },
    { audienceId: goldenAudience, at: 'sameDay', members: [] },
  ],
};

/** What the golden cases are evaluated against: 13:00 on 1 April 2026 in London, three days after the clocks went forward. */
export const goldenEvaluation: Evaluation = {
  data,
  catalogue: goldenCatalogue,
  timeZone: 'Europe/London',
  asOf: '2026-04-01T12:00:00Z',
};

function purchase(uid: number, time: string, properties: DataSet['events'][number]['properties']) {
  return { uid, app: 'shop', event: 'purchase', time, properties };
}

function view(uid: number, time: string, category: string) {
  return { uid, app: 'shop', event: 'view_item', time, properties: { category } };
}

function cart(uid: number, time: string) {
  return { uid, app: 'shop', event: 'add_to_cart', time, properties: {} };
}
