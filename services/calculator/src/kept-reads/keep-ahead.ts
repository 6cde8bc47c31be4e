import type { ClickHouse } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { LandedDataRepository } from '../landed-data/landed-data.repository';
import type { QueryOwner } from '../engine/query-owner';
import { EventRollups, type RolledUp } from './rollups/event-rollups';
import { EventRollupsRepository } from './rollups/event-rollups.repository';
import type { AskedPlan, BoundPlan, SpanPlan, UserSpan } from './bound-plan';
import { KeptRepository } from './kept.repository';
import { LeafCache } from './leaf-cache';
import { OrderedValues } from './ordered-values';
import { readKept } from './read-kept';
import { ReadKeeper } from './read-keeper';
import { stageReads, scopesOf } from './stage-reads';

/**
 * `leaves`: every condition is read from the leaf cache; `values`: none is, but the values that they test are in order; `rollups`:
 * so they are, and days are rolled up.
 */
export type KeptAhead = 'leaves' | 'values' | 'rollups';

/**
 * Keeps what a plan reads although nobody has asked for it before, and answers the plan that a calculator would execute then: to
 * measure and to test what keeping is worth.
 */
export async function keepAhead(
  clickhouse: ClickHouse,
  config: CalculatorConfig,
  bound: BoundPlan,
  at: UserSpan,
  what: KeptAhead,
  owner: QueryOwner,
): Promise<SpanPlan> {
  const keeper = new ReadKeeper(new LeafCache(clickhouse, config), new OrderedValues(clickhouse, config));
  const landedData = new LandedDataRepository(clickhouse, config);
  const { generations } = await landedData.of(at.organisationId, scopesOf(bound.plan), owner);
  const reads = stageReads(bound, generations);
  const found = await new KeptRepository(clickhouse, config).find(reads, at, owner);
  const { leaves, builds } = found;
  if (what === 'leaves') {
    const missing = once(reads, ({ leafKey }) =>
      leafKey === undefined || leaves.has(leafKey) ? undefined : leafKey,
    );
    const { kept } = await keeper.keepLeaves(bound, missing, found, at, owner);
    return readKept(bound, at.span, reads, kept);
  }
  const missing = once(reads, ({ valuesKey: key }) =>
    key === undefined || builds.has(key) ? undefined : key,
  );
  const { kept } = await keeper.keepValues(bound, missing, found, at, owner);
  const rolledUp =
    what === 'rollups' ? await rollUp(clickhouse, config, { ...bound, generations }, at, owner) : undefined;
  return readKept(bound, at.span, reads, { ...kept, leaves: new Set() }, rolledUp);
}

async function rollUp(
  clickhouse: ClickHouse,
  config: CalculatorConfig,
  asked: AskedPlan,
  at: UserSpan,
  owner: QueryOwner,
): Promise<RolledUp['stages']> {
  const rollups = new EventRollups(new EventRollupsRepository(clickhouse, config), config);
  const { stages } = asked.plan;
  // Asked for the first time, days are not rolled up yet.
  await rollups.prepare(asked, stages, at, owner);
  return (await rollups.prepare(asked, stages, at, owner)).stages;
}

/** The first of those that have the same key; none without a key. */
function once<Item>(items: readonly Item[], keyOf: (item: Item) => string | undefined): Item[] {
  const first = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined && !first.has(key)) first.set(key, item);
  }
  return [...first.values()];
}
