import type { Purchase } from './purchases';

/** Offset of Europe/London at noon of a local date, from the published dates of the changes in the years of the data. */
function londonOffset(date: string): string {
  const summer =
    (date >= '2021-03-28' && date < '2021-10-31') || (date >= '2022-03-27' && date < '2022-10-30');
  return summer ? '+01:00' : '+00:00';
}

const dollars = (cents: number): string =>
  `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** Every customer as a known user, with the month of the first order as an attribute. CSV. */
export function usersFile(purchases: readonly Purchase[]): string {
  const lines = [...firstOrders(purchases)].map(([customer, date]) => `${customer},${date.slice(0, 7)}`);
  return ['entity_id,cohort', ...lines, ''].join('\n');
}

/** Every order as a `purchase` of application `shop`, at 12:00 local time. CSV. */
export function behaviorsFile(purchases: readonly Purchase[]): string {
  const lines = purchases.map(
    ({ customer, date, quantity, cents }) =>
      `${customer},shop,purchase,${date}T12:00:00${londonOffset(date)},${quantity},${dollars(cents)}`,
  );
  return ['entity_id,app,event,time,quantity,amount', ...lines, ''].join('\n');
}

/** A flag on everyone who ever bought ten or more pieces at once, dated on the day of the first such order. NDJSON. */
export function tagsFile(purchases: readonly Purchase[]): string {
  const bulk = firstOrders(purchases.filter(({ quantity }) => quantity >= 10));
  return [...bulk]
    .map(
      ([id, date]) =>
        `${JSON.stringify({ user: { idType: 'entity', id }, tag: 'bulk_buyer', value: true, date })}\n`,
    )
    .join('');
}

/** Date of the first order of each customer. */
export function firstOrders(purchases: readonly Purchase[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const { customer, date } of purchases) {
    const known = first.get(customer);
    if (known === undefined || date < known) first.set(customer, date);
  }
  return first;
}
