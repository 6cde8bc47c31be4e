import { randomUUID } from 'node:crypto';
import type { DataScope, PlanStage } from '@muster/contracts';
import { type ClickHouse, Metrics } from '@muster/platform';
import { calculatorConfig, type CalculatorConfig } from '../calculator.config';
import type { QueryOwner } from '../engine/query-owner';
import type { BoundPlan, SpanPlan, SpanStatement } from '../kept-reads/bound-plan';
import type { KeptReads } from '../kept-reads/kept-reads';
import { keptReadsOf } from '../kept-reads/kept-reads-of';
import { scopesOf } from '../kept-reads/stage-reads';
import { LandedDataRepository } from '../landed-data/landed-data.repository';
import { LeadingRounds } from '../rounds/leading-rounds';
import { attributeStage } from './kept-stage.fixture';
import { oneStagePlan } from './one-stage-plan.fixture';

/** A user whom only poisoned leaves have. */
export const DECOY = 999_999;

export const oslo = attributeStage('s0', { attribute: 'city', test: "text = 'Oslo'" });

/** What is kept of an organisation of which nothing is kept. */
export const nothing = { leaf_cache: 0, value_bitmaps: 0, binned_values: 0, value_rows: 0, value_builds: 0 };

/** A value of an attribute. */
export type Value = Partial<
  Record<'text' | 'number' | 'time', string> & { boolean: boolean; list: string[] }
>;

const config = calculatorConfig.parse({
  CALCULATOR_MAX_EXECUTION_SECONDS: 20,
  CALCULATOR_MAX_MEMORY_MIB: 256,
});

export function planOf(organisation: string, stages: readonly PlanStage[], moment: object = {}): BoundPlan {
  const result = stages.map(({ id }) => id).reduce((left, right) => `bitmapAnd(${left}, ${right})`);
  return {
    plan: oneStagePlan('', { stages: [...stages], result }),
    parameters: { organisation, asOf: '2026-11-21 00:00:00.000000', businessDate: '2026-11-21', ...moment },
  };
}

/** Data, and calculators that keep what they read of it. */
export class KeptReadsForTest {
  readonly config = config;

  /** @param clickhouse with the data tables. */
  constructor(readonly clickhouse: ClickHouse) {}

  calculator(settings: Partial<CalculatorConfig> = {}): CalculatorForTest {
    return new CalculatorForTest(this, { ...config, ...settings });
  }

  async execute({ statement, parameters }: SpanStatement): Promise<number[]> {
    const rows = await this.clickhouse.query<{ uid: number }>(
      `SELECT arrayJoin(bitmapToArray(users)) AS uid FROM (${statement}) ORDER BY uid`,
      parameters,
    );
    return rows.map(({ uid }) => uid);
  }

  async land(
    organisation: string,
    attribute: string,
    values: Readonly<Record<number, Value>>,
  ): Promise<void> {
    const rows = Object.entries(values).map(([uid, value]) => ({
      ...{ organisation, attribute, uid: Number(uid), version: 1, deleted: 0 },
      ...{ is_list: value.list !== undefined, ...value },
    }));
    await this.clickhouse.insert('user_attributes', rows);
    await this.count(organisation, { kind: 'attribute', name: attribute });
  }

  /** Counts a landing. */
  async count(organisation: string, { kind, name }: DataScope | { kind: 'all'; name: '' }): Promise<void> {
    await this.clickhouse.insert('data_generations', [{ organisation, kind, name, landings: 1 }]);
  }

  /** How many rows are kept of the organisation's data, by table. */
  async rows(organisation: string): Promise<Record<string, number>> {
    const rowsOf = async (table: string): Promise<[string, number]> => {
      const [row] = await this.clickhouse.query<{ n: number }>(
        `SELECT count() AS n FROM ${table} WHERE organisation = {organisation:UUID}`,
        { organisation },
      );
      return [table, row?.n ?? NaN];
    };
    return Object.fromEntries(await Promise.all(Object.keys(nothing).map(rowsOf)));
  }

  /** Puts other users where leaves are kept: whoever finds them has read the cache. */
  async poisonLeaves(organisation: string): Promise<void> {
    await this.clickhouse.command(
      `INSERT INTO leaf_cache (organisation, key, shard, users)
       SELECT organisation, key, shard, (SELECT groupBitmapState(toUInt32(${DECOY})))
       FROM leaf_cache WHERE organisation = {organisation:UUID}`,
      { organisation },
    );
    await this.clickhouse.command(
      `DELETE FROM leaf_cache WHERE organisation = {organisation:UUID} AND NOT bitmapContains(users, ${DECOY})`,
      { organisation },
    );
  }

  async organisationInOslo(): Promise<string> {
    const organisation = randomUUID();
    await this.land(organisation, 'city', { 1: { text: 'Oslo' }, 2: { text: 'Rome' }, 3: { text: 'Oslo' } });
    return organisation;
  }
}

/** A process of its own: with a memory of what it was asked, and numbers of its own. */
class CalculatorForTest {
  readonly metrics = new Metrics('test');
  private readonly keptReads: KeptReads;

  constructor(
    private readonly kept: KeptReadsForTest,
    settings: CalculatorConfig,
  ) {
    this.keptReads = keptReadsOf(kept.clickhouse, settings, this.metrics);
  }

  async prepare(
    organisation: string,
    bound: BoundPlan,
    owner: Partial<QueryOwner> = {},
  ): Promise<SpanStatement> {
    const spanPlan = await this.spanPlan(organisation, bound, owner);
    const options = { queryId: randomUUID(), signal: new AbortController().signal };
    return (await new LeadingRounds(this.kept.clickhouse, config).execute(spanPlan, options)).last;
  }

  async spanPlan(organisation: string, bound: BoundPlan, owner: Partial<QueryOwner> = {}): Promise<SpanPlan> {
    const queries = randomUUID();
    const asking: QueryOwner = {
      signal: new AbortController().signal,
      queryId: (...parts) => [...parts, queries].join('/'),
      ...owner,
    };
    const { clickhouse } = this.kept;
    const landedData = new LandedDataRepository(clickhouse, config);
    const { generations } = await landedData.of(organisation, scopesOf(bound.plan), asking);
    const at = { organisationId: organisation, span: 0 };
    const asked = { ...bound, generations };
    const { spanPlanOf } = await this.keptReads.prepare([asked], at, asking);
    return spanPlanOf(asked);
  }

  /** The members that a plan of these stages finds, in order. */
  async members(organisation: string, stages: readonly PlanStage[], moment: object = {}): Promise<number[]> {
    const statement = await this.prepare(organisation, planOf(organisation, stages, moment));
    return this.keptReads.executing(() => this.kept.execute(statement));
  }

  /** How many reads had an outcome, by the calculator's metrics. */
  async count(name: string, outcome: string): Promise<number> {
    const metric = this.metrics.registry.getSingleMetric(name);
    if (!metric) throw new Error(`there is no metric ${name}`);
    const { values } = await metric.get();
    return values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
  }
}
