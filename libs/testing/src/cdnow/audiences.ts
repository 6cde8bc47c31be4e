import type { Rule } from '@muster/contracts';
import { firstOrders } from './import-files';
import type { Purchase } from './purchases';

/** An audience of the CDNOW scenario: its rule, and the same question asked in plain code. */
export interface CdnowAudience {
  readonly name: string;
  /** `reference` gives the id of an audience that was created and published before. */
  readonly rule: (reference: (name: string) => string) => Rule;
  readonly members: (purchases: readonly Purchase[]) => Set<string>;
}

/** The instant of all runs: the first of 2022-07-01 in London, when the last day of the data is complete. */
export const CDNOW_AS_OF = '2022-07-01T00:00:00+01:00';

/** The 90 complete days before 2022-07-01. */
const LAST_90_DAYS = { from: '2022-04-02', to: '2022-06-30' };

const within = ({ date }: Purchase, from: string, to: string): boolean => date >= from && date <= to;

/** Sum of a figure per customer. */
function perCustomer(
  purchases: readonly Purchase[],
  figure: (purchase: Purchase) => number,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const purchase of purchases) {
    sums.set(purchase.customer, (sums.get(purchase.customer) ?? 0) + figure(purchase));
  }
  return sums;
}

const customersWhere = (sums: Map<string, number>, holds: (sum: number) => boolean): Set<string> =>
  new Set([...sums].filter(([, sum]) => holds(sum)).map(([customer]) => customer));

function loyalSpenders(purchases: readonly Purchase[]): Set<string> {
  const recent = purchases.filter((purchase) => within(purchase, LAST_90_DAYS.from, LAST_90_DAYS.to));
  const often = customersWhere(
    perCustomer(recent, () => 1),
    (orders) => orders >= 3,
  );
  const much = customersWhere(
    perCustomer(recent, ({ cents }) => cents),
    (cents) => cents >= 200_00,
  );
  const old = new Set(purchases.filter(({ date }) => date < '2022-01-01').map(({ customer }) => customer));
  return new Set([...often].filter((customer) => much.has(customer) && old.has(customer)));
}

/** In the order of creation: the last one refers to the first. */
export const cdnowAudiences: readonly CdnowAudience[] = [
  {
    name: 'Loyal spenders',
    rule: () => ({
      op: 'difference',
      keep: {
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
            compare: { op: 'gte', value: '200.00' },
          },
        ],
      },
      remove: [
        {
          kind: 'behavior',
          app: 'shop',
          event: 'purchase',
          did: false,
          window: { type: 'between', from: '2020-01-01', to: '2021-12-31' },
        },
      ],
    }),
    members: loyalSpenders,
  },
  {
    name: 'Lapsed bulk buyers of the first month',
    rule: () => ({
      op: 'intersect',
      of: [
        { kind: 'tag', tag: 'bulk_buyer', match: { op: 'has' } },
        { kind: 'attribute', attribute: 'cohort', op: 'eq', value: '2021-01' },
        {
          kind: 'behavior',
          app: 'shop',
          event: 'purchase',
          window: { type: 'since', from: '2022-01-01' },
          compare: { op: 'eq', value: 0 },
        },
      ],
    }),
    members: (purchases) => {
      const bulk = new Set(
        purchases.filter(({ quantity }) => quantity >= 10).map(({ customer }) => customer),
      );
      const recent = new Set(
        purchases.filter(({ date }) => date >= '2022-01-01').map(({ customer }) => customer),
      );
      const first = firstOrders(purchases);
      return new Set(
        [...bulk].filter((customer) => first.get(customer)?.startsWith('2021-01') && !recent.has(customer)),
      );
    },
  },
  {
    name: 'Big baskets beside the loyal',
    rule: (reference) => ({
      op: 'difference',
      keep: {
        op: 'union',
        of: [
          {
            kind: 'behavior',
            app: 'shop',
            event: 'purchase',
            where: [{ property: 'amount', op: 'gt', value: '99.99' }],
            compare: { op: 'between', value: [1, 2] },
          },
          {
            kind: 'behavior',
            app: 'shop',
            event: 'purchase',
            window: { type: 'last', n: 3, unit: 'month' },
            measure: { fn: 'sum', property: 'quantity' },
            compare: { op: 'gte', value: 10 },
          },
        ],
      },
      remove: [{ kind: 'audience', audienceId: reference('Loyal spenders') }],
    }),
    members: (purchases) => {
      const baskets = customersWhere(
        perCustomer(
          purchases.filter(({ cents }) => cents > 99_99),
          () => 1,
        ),
        (orders) => orders <= 2,
      );
      const quantities = customersWhere(
        perCustomer(
          purchases.filter((purchase) => within(purchase, '2022-04-01', '2022-06-30')),
          ({ quantity }) => quantity,
        ),
        (pieces) => pieces >= 10,
      );
      const loyal = loyalSpenders(purchases);
      return new Set([...baskets, ...quantities].filter((customer) => !loyal.has(customer)));
    },
  },
];
