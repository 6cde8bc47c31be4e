import { randomUUID } from 'node:crypto';
import {
  calculatorConfig,
  heldBitmapsOf,
  keepAhead,
  planSettings,
  type KeptAhead,
  type QueryOwner,
  type SpanPlan,
  writeEngineBitmap,
} from '@muster/calculator';
import { executeLeadingRounds, type Rule, USERS_PER_SPAN, SHARDS_PER_SPAN } from '@muster/contracts';
import { type ClickHouse, Metrics } from '@muster/platform';
import { organisation } from '../data/bench-organisation';
import type { DataSize } from '../data/data-size';
import { userIdOf } from '../data/random-sql';
import { measuredSettings } from '../measure/settings';
import { parametersOf, planOf } from './compiled-rule';
import type { BenchPlan, ComposeStatement } from './plan';

/** Muster's own plan of a rule, as the compiler makes it and the calculator executes it: once a span of users. */
export interface MusterPlans {
  /**
   * No condition is cached, but the values that conditions test are in order, as they are from the second rule of a day on that asks for
   * others of them: of an attribute, of a tag, or of a property in the events of a window.
   */
  readonly muster: BenchPlan;
  /** Every condition is in the leaf cache, from where the engine reads it. */
  readonly cached: BenchPlan;
  /** Every condition has been brought from there by an execution before: from the second audience on that tests it. */
  readonly held: BenchPlan;
  /** Nothing is kept: the first rule after a landing. */
  readonly unprepared: BenchPlan;
}

export async function musterPlans(rule: Rule, size: DataSize, clickhouse: ClickHouse): Promise<MusterPlans> {
  const plan = planOf(rule);
  const parameters = parametersOf(plan);
  const spans = Array.from(
    { length: Math.ceil((size.users + 1) / USERS_PER_SPAN) },
    (_, index) => index * SHARDS_PER_SPAN,
  );
  const kept = async (what: KeptAhead): Promise<SpanPlan[]> => {
    const plans: SpanPlan[] = [];
    for (const span of spans) {
      const at = { organisationId: organisation.id, span };
      plans.push(await keepAhead(clickhouse, limits, { plan, parameters }, at, what, nobody()));
    }
    return plans;
  };
  const values = await kept('values');
  const leaves = await kept('leaves');
  const plain = spans.map((span) => ({
    plan,
    parameters: { ...parameters, span },
    reads: new Map(),
    leaves: new Map(),
  }));
  return {
    muster: benchPlan('staged bitmaps with masks', values),
    cached: benchPlan('the same, all conditions in the leaf cache', leaves),
    held: heldPlan('the same, held by the process', leaves, clickhouse),
    unprepared: benchPlan('the same, on tables that just changed', plain),
  };
}

/** Ample, so that nothing is given up. */
const limits = calculatorConfig.parse({
  CALCULATOR_MAX_EXECUTION_SECONDS: 600,
  CALCULATOR_MAX_MEMORY_MIB: measuredSettings.max_memory_usage / 2 ** 20,
});

/** As a calculator executes plans. */
const settings = planSettings(limits);

/** Preparations are not measured, and nobody cancels them. */
function nobody(): QueryOwner {
  const { signal } = new AbortController();
  return { signal, queryId: (...parts) => [...parts, randomUUID()].join('/') };
}

function benchPlan(name: string, plans: readonly SpanPlan[]): BenchPlan {
  const selecting = (select: string): ComposeStatement[] =>
    plans.map(({ plan, parameters, reads }) => async (ask) => {
      const last = await executeLeadingRounds(plan, reads, async (sql, carried) => {
        const [row = {}] = await ask({ sql, parameters: { ...parameters, ...carried }, settings });
        return row;
      });
      return {
        sql: `SELECT ${select} FROM (\n${last.statement}\n)`,
        parameters: { ...parameters, ...last.parameters },
        settings,
      };
    });
  return resultsOf(name, selecting);
}

const HELD_USERS = "CAST(base64Decode({held:String}), 'AggregateFunction(groupBitmap, UInt32)')";

/** As a calculator executes a plan of nothing but leaves and results of audiences: it writes down what it has computed itself. */
function heldPlan(name: string, plans: readonly SpanPlan[], clickhouse: ClickHouse): BenchPlan {
  const held = heldBitmapsOf(clickhouse, limits, new Metrics('bench'));
  return resultsOf(name, (select) =>
    plans.map((plan) => async () => {
      const owner = nobody();
      const at = { organisationId: organisation.id, span: Number(plan.parameters['span']) };
      await held.hold([plan], at, { signal: owner.signal, queryId: owner.queryId('hold') });
      const result = held.resultOf(plan, at);
      if (!result) throw new Error('a condition is not in the leaf cache');
      return {
        sql: `SELECT ${select} FROM (SELECT ${HELD_USERS} AS users)`,
        parameters: { held: writeEngineBitmap(result, at.span).toString('base64') },
        settings,
      };
    }),
  );
}

function resultsOf(name: string, selecting: (select: string) => ComposeStatement[]): BenchPlan {
  return {
    name,
    counts: selecting('bitmapCardinality(users) AS members'),
    members: selecting(`${userIdOf('arrayJoin(bitmapToArray(users))')} AS user_id`),
    repeats: 5,
  };
}
