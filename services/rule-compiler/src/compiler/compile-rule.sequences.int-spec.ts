import { randomUUID } from 'node:crypto';
import type { Rule } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { goldenCatalogue } from '../testing-only/golden-catalogue.fixture';
import { executePlan } from '../testing-only/execute-plan.fixture';
import { compileGolden } from '../testing-only/golden-files.fixture';
import { landDataSet, type Landing } from '../testing-only/land-data-set.fixture';

type Sequence = Extract<Rule, { kind: 'sequence' }>;

const midnight = Date.parse('2026-03-10T00:00:00Z');
/** Minutes after midnight of 10 March, to the millisecond. */
const at = (minute: number): string => new Date(midnight + minute * 60_000).toISOString();

const names = { v: 'view_item', c: 'add_to_cart', p: 'purchase' } as const;

function nameOf(letter: string | undefined): string {
  if (letter === 'v' || letter === 'c' || letter === 'p') return names[letter];
  throw new Error(`no event: ${letter}`);
}

/** `v !c p`: a view, no cart, a purchase. */
const stepsOf = (text: string): Sequence['steps'] =>
  text.split(' ').map((step) => ({ event: nameOf(step.at(-1)), ...(step.startsWith('!') && { not: true }) }));

/** `v0 c5.5`: a view at minute 0, a cart at minute 5 and a half. */
const eventsOf = (text: string) =>
  text.split(' ').map((event) => ({ event: nameOf(event[0]), time: at(Number(event.slice(1))) }));

describeWith(['clickhouse'], 'sequences at their edges', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest(goldenCatalogue);
  });

  afterAll(async () => engine.dispose());

  /** Whether one user with these events has the sequence within an hour. */
  const has = async (steps: string, events: string, more: Partial<Sequence> = {}, asOf = 300) => {
    const landing: Landing = { organisationId: randomUUID(), timeZone: 'Europe/London' };
    const happened = eventsOf(events).map((event) => ({ uid: 1, app: 'shop', ...event, properties: {} }));
    const users = [{ uid: 1, attributes: {} }];
    await landDataSet(engine.clickhouse, { users, events: happened, tags: [], results: [] }, landing);
    const rule: Rule = {
      kind: 'sequence',
      app: 'shop',
      steps: stepsOf(steps),
      within: { n: 1, unit: 'hour' },
      ...more,
    };
    const members = await executePlan(engine.clickhouse, compileGolden({ rule }), landing, at(asOf));
    return members.length === 1;
  };

  test('a later start where the first one is too early', async () => {
    const of = 'v c p';
    expect(await has(of, 'v0 c5 v50 c55 p100')).toBe(true);
    expect(await has(of, 'v0 c5 v50 p100')).toBe(false);
    expect(await has(of, 'v0 c59 p60')).toBe(true);
    expect(await has(of, 'v0 c59 p60.0001')).toBe(false);
  });

  test('an event serves one step, and events of one instant do not follow each other', async () => {
    expect(await has('p p', 'p0')).toBe(false);
    expect(await has('p p', 'p0 p0')).toBe(false);
    expect(await has('p p p', 'p0 p0 p1 p2')).toBe(true);
    expect(await has('v c', 'v0 c0')).toBe(false);
    expect(await has('v c v', 'v0 c1 v1')).toBe(false);
  });

  test('a step between two that must not happen: strictly between, and some choice without it is enough', async () => {
    const of = 'v !c p';
    expect(await has(of, 'v0 c5 p10')).toBe(false);
    expect(await has(of, 'v0 c0 p10')).toBe(true);
    expect(await has(of, 'v0 c10 p10')).toBe(true);
    expect(await has(of, 'v0 c5 v5 p10')).toBe(true);
    expect(await has(of, 'v0 p4 c5 p10')).toBe(true);
    // The second view makes the cart before it harmless, but only for sequences that begin there.
    expect(await has('v v !c p', 'v0 c5 v8 p10')).toBe(true);
    expect(await has('v !c v p', 'v0 c5 v8 p10')).toBe(false);
  });

  test('the same event between two steps and as the next', async () => {
    const of = 'v !p p p';
    expect(await has(of, 'v0 p1 p2')).toBe(true);
    expect(await has(of, 'v0 p1')).toBe(false);
  });

  test('several steps that must not happen', async () => {
    const of = 'v !c !v p';
    expect(await has(of, 'v0 v5 p10')).toBe(true);
    expect(await has(of, 'v0 v5 c6 p10')).toBe(false);
  });

  test('a closing step: the earlier start is over before what must not happen', async () => {
    const of = 'v c !p';
    const viewedTwice = 'v0 v50 c55';
    expect(await has(of, viewedTwice)).toBe(true);
    // The time from the first view ends at 60, included; that from the second at 110.
    expect(await has(of, `${viewedTwice} p61`)).toBe(true);
    expect(await has(of, `${viewedTwice} p60`)).toBe(false);
    expect(await has(of, 'v50 c55 p61')).toBe(false);
  });

  test('a closing step: the later start where the earlier one is too early', async () => {
    const of = 'v c !p';
    expect(await has(of, 'v0 v50 c70')).toBe(true);
    expect(await has(of, 'v0 v50 c70 p110')).toBe(false);
    expect(await has(of, 'v0 v50 c70 p111')).toBe(true);
  });

  test('a closing step: a later choice of the last step, after what must not happen', async () => {
    const of = 'v c !p';
    expect(await has(of, 'v0 c5 p10 c20')).toBe(true);
    expect(await has(of, 'v0 c5 p10')).toBe(false);
    expect(await has(of, 'v0 c5 p5')).toBe(true);
  });

  test('a closing step matches once the time is over, not while it runs', async () => {
    const of = 'v !p';
    expect(await has(of, 'v0', {}, 59)).toBe(false);
    expect(await has(of, 'v0', {}, 60)).toBe(false);
    expect(await has(of, 'v0', {}, 60.0001)).toBe(true);
    // The purchase is not known yet at 60.
    expect(await has(of, 'v0 p60', {}, 61)).toBe(false);
  });

  test('steps lie in the window; what must not happen may follow it', async () => {
    const lateView = 'v-10 c-5';
    const window = { type: 'between', from: '2026-03-09', to: '2026-03-09' } as const;
    expect(await has('v c', lateView, { window })).toBe(true);
    expect(await has('v c', 'v-10 c0', { window })).toBe(false);
    expect(await has('v c !p', lateView, { window })).toBe(true);
    expect(await has('v c !p', `${lateView} p50`, { window })).toBe(false);
    const yesterday = { type: 'last', n: 1, unit: 'day' } as const;
    expect(await has('v c !p', `${lateView} p50`, { window: yesterday })).toBe(false);
    const twoHours = { type: 'last', n: 2, unit: 'hour' } as const;
    expect(await has('v c', 'v180 c181', { window: twoHours })).toBe(true);
    expect(await has('v c', 'v179 c181', { window: twoHours })).toBe(false);
  });

  test('elapsed time: a day has 24 hours also when the clocks change, and the longest time overflows nowhere', async () => {
    // From 28 March 12:00 to 29 March 13:00 in London, in minutes after 10 March.
    const [from, to] = [18 * 1440 + 720, 19 * 1440 + 720];
    const day = { within: { n: 1, unit: 'day' } } as const;
    expect(await has('v c', `v${from} c${to}`, day, to)).toBe(true);
    expect(await has('v c', `v${from} c${to + 1}`, day, to + 1)).toBe(false);
    const longest = { within: { n: 100_000, unit: 'week' } } as const;
    expect(await has('v c', `v-29000000 c${to}`, longest, to)).toBe(true);
    expect(await has('v !c', 'v0', longest, to)).toBe(false);
  });

  test('a thousand steps', async () => {
    const steps = Array.from({ length: 1_000 }, () => 'p').join(' ');
    const events = Array.from({ length: 1_000 }, (_, index) => `p${index / 100}`);
    expect(await has(steps, events.join(' '))).toBe(true);
    expect(await has(steps, events.slice(1).join(' '))).toBe(false);
  });
});
