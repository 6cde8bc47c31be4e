import type { PlanRollup } from '@muster/contracts';
import type { RolledDays } from './rolled-days';
import { SettledDays, type DaysAsked } from './settled-days';

const FEWEST = 100;

const asked = {
  rollup: { app: 'shop', event: 'view', property: null } as PlanRollup,
  ...{ businessDate: '2026-11-21', generation: '3', at: { organisationId: 'o', span: 0 } },
};

const rolledUp: RolledDays = {
  builds: ['b'],
  until: '2026-11-21',
  events: 200,
  missing: [],
  missingEvents: 0,
};

/** How often two questions are looked up whose answer is `days`. */
async function looks(
  days: RolledDays,
  first: DaysAsked,
  second: DaysAsked,
  isThere = () => Promise.resolve(true),
): Promise<number> {
  const settled = new SettledDays(FEWEST);
  let count = 0;
  const look = () => {
    count += 1;
    return Promise.resolve(days);
  };
  for (const each of [first, second]) expect(await settled.of(each, look, isThere)).toEqual(days);
  return count;
}

describe('SettledDays', () => {
  it('looks once when nothing is missing', async () => {
    expect(await looks(rolledUp, asked, { ...asked })).toBe(1);
  });

  it('looks again when rows of a build are gone', async () => {
    expect(await looks(rolledUp, asked, { ...asked }, () => Promise.resolve(false))).toBe(2);
  });

  it.each([
    [99, 1],
    [100, 2],
  ])('looks again at %i events that are missing: %i times in two', async (missingEvents, expected) => {
    const days = { builds: [], until: '2026-11-19', events: 0, missing: ['2026-11-19'], missingEvents };
    expect(await looks(days, asked, asked)).toBe(expected);
  });

  it.each<[string, Partial<DaysAsked>]>([
    ['generation', { generation: '4' }],
    ['business date', { businessDate: '2026-11-22' }],
    ['span', { at: { organisationId: 'o', span: 4 } }],
    ['organisation', { at: { organisationId: 'p', span: 0 } }],
    ['property', { rollup: { ...asked.rollup, property: 'amount' } }],
    ['event', { rollup: { ...asked.rollup, event: 'buy' } }],
    ['application', { rollup: { ...asked.rollup, app: null } }],
  ])('looks again for another %s', async (_what, other) => {
    expect(await looks(rolledUp, asked, { ...asked, ...other })).toBe(2);
  });

  it('looks each time when the generation is not known', async () => {
    const unknown = { ...asked, generation: undefined };
    expect(await looks(rolledUp, unknown, unknown)).toBe(2);
  });
});
