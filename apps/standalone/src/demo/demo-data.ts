import { deterministicId } from '@muster/platform';
import { DemoRandom } from './random';

/** Files of the demo, as the importer takes them. NDJSON, but for behaviours, which are CSV. */
export interface DemoFiles {
  readonly users: string;
  readonly behaviors: string;
  readonly tags: string;
}

const USERS = 2_000;
const DAYS = 90;
const DAY_MS = 86_400_000;
const SEED = 20_260;
/** Visits of the most active user in 90 days; with the curve below they add up to about 40,000 events. */
const MOST_VISITS = 18;

const CITIES = ['London', 'Manchester', 'Leeds', 'Bristol', 'Glasgow', 'Cardiff', 'York'] as const;
const CATEGORIES = ['books', 'music', 'garden', 'kitchen', 'sports', 'toys'] as const;

/**
 * The data of the demo for the 90 days before an instant. The same instant gives the same bytes, and every event carries an id
 * made from its place: landing a file twice changes nothing.
 */
export function demoFiles(until: Date): DemoFiles {
  const random = new DemoRandom(SEED);
  const users: string[] = [];
  const events: string[] = ['entity_id,app,event,time,event_id,category,amount,quantity'];
  const tags: string[] = [];
  for (let number = 1; number <= USERS; number++) {
    const entityId = `user-${String(number).padStart(4, '0')}`;
    const favourite = random.pick(CATEGORIES, 1.5);
    users.push(JSON.stringify(profile(entityId, number, favourite, until, random)));
    const spent = visits(entityId, favourite, until, random, events);
    tags.push(...tagsOf(entityId, number, spent, until, random));
  }
  const lines = (rows: readonly string[]): string => `${rows.join('\n')}\n`;
  return { users: lines(users), behaviors: lines(events), tags: lines(tags) };
}

function profile(
  entityId: string,
  number: number,
  favourite: string,
  until: Date,
  random: DemoRandom,
): Record<string, unknown> {
  const signedUp = before(until, random.next() * 720);
  return {
    entityId,
    accountIds: [`account-${String(100_000 + number)}`],
    deviceIds: random.chance(0.6)
      ? [`phone-${String(number)}`]
      : [`phone-${String(number)}`, `tablet-${String(number)}`],
    attributes: {
      city: random.pick(CITIES, 2),
      // Not everybody tells it.
      ...(random.chance(0.9) && { age: random.integer(16, 80) }),
      newsletter: random.chance(0.45),
      signed_up: signedUp,
      interests: [...new Set([favourite, random.pick(CATEGORIES)])],
    },
  };
}

/** Adds a user's events and returns what the user has spent, in pence. */
function visits(
  entityId: string,
  favourite: string,
  until: Date,
  random: DemoRandom,
  events: string[],
): number {
  let spent = 0;
  const count = Math.floor(MOST_VISITS * random.next() ** 2) + 1;
  const add = (app: string, event: string, daysAgo: number, rest: string): void => {
    const id = deterministicId('demo', entityId, events.length);
    events.push(`${entityId},${app},${event},${before(until, daysAgo)},${id},${rest}`);
  };
  for (let visit = 0; visit < count; visit++) {
    const minute = 1 / 1_440;
    // Nothing of a visit may lie in the future.
    const daysAgo = 10 * minute + random.next() * (DAYS - 1);
    if (random.chance(0.6)) add('app', 'open', daysAgo, ',,');
    const views = random.integer(1, 3);
    for (let view = 0; view < views; view++) {
      add('shop', 'view_item', daysAgo - view * minute, `${random.pick(CATEGORIES)},,`);
    }
    if (!random.chance(0.4)) continue;
    const category = random.chance(0.7) ? favourite : random.pick(CATEGORIES);
    add('shop', 'add_to_cart', daysAgo - 4 * minute, `${category},,`);
    if (!random.chance(0.6)) continue;
    const quantity = random.integer(1, 3);
    const pence = quantity * random.integer(299, 7_999);
    spent += pence;
    add('shop', 'purchase', daysAgo - 5 * minute, `${category},${pounds(pence)},${String(quantity)}`);
  }
  return spent;
}

function tagsOf(entityId: string, number: number, spent: number, until: Date, random: DemoRandom): string[] {
  const tag = (name: string, value: string | number | true, daysAgo: number): string =>
    JSON.stringify({
      user: { idType: 'entity', id: entityId },
      tag: name,
      value,
      date: before(until, daysAgo).slice(0, 10),
    });
  const level =
    spent >= 60_000 ? 'platinum' : spent >= 30_000 ? 'gold' : spent >= 15_000 ? 'silver' : undefined;
  return [
    ...(level === undefined ? [] : [tag('vip_level', level, 1)]),
    ...(number <= USERS / 10 ? [tag('early_adopter', true, DAYS)] : []),
    tag('score', random.integer(0, 100), 7),
  ];
}

const pounds = (pence: number): string =>
  `${String(Math.trunc(pence / 100))}.${String(pence % 100).padStart(2, '0')}`;

const before = (until: Date, days: number): string => new Date(until.getTime() - days * DAY_MS).toISOString();
