import { randomUUID } from 'node:crypto';
import {
  calculatorConfig,
  keepAhead,
  planSettings,
  type KeptAhead,
  type QueryOwner,
  type ShardPlan,
} from '@muster/calculator';
import { executeLeadingRounds, type Rule } from '@muster/contracts';
import type { ClickHouse } from '@muster/platform';
import { organisation } from '../data/bench-organisation';
import type { DataSize } from '../data/data-size';
import { userIdOf } from '../data/random-sql';
import { measuredSettings } from '../measure/settings';
import { parametersOf, planOf } from './compiled-rule';
import type { BenchPlan, ComposeStatement } from './plan';

const USERS_PER_SHARD = 2 ** 20;

/** Muster's own plan of a rule, as the compiler makes it and the calculator executes it: once a shard of users. */
export interface MusterPlans {
  /** The values that conditions test are in order, as they are from the second rule of a day on; no condition is cached. */
  readonly muster: BenchPlan;
  /** Every condition is in the leaf cache. */
  readonly cached: BenchPlan;
  /** Nothing is kept: the first rule after a landing. */
  readonly unprepared: BenchPlan;
}

export async function musterPlans(rule: Rule, size: DataSize, clickhouse: ClickHouse): Promise<MusterPlans> {
  const plan = planOf(rule);
  const parameters = parametersOf(plan);
  const shards = Array.from({ length: Math.ceil((size.users + 1) / USERS_PER_SHARD) }, (_, shard) => shard);
  const kept = async (what: KeptAhead): Promise<ShardPlan[]> => {
    const plans: ShardPlan[] = [];
    for (const shard of shards) {
      const at = { organisationId: organisation.id, shard };
      plans.push(await keepAhead(clickhouse, limits, { plan, parameters }, at, what, nobody()));
    }
    return plans;
  };
  const plain = shards.map((shard) => ({
    plan,
    parameters: { ...parameters, shard },
    reads: new Map(),
    leaves: new Map(),
  }));
  return {
    muster: benchPlan('staged bitmaps with masks', await kept('values')),
    cached: benchPlan('the same, all conditions in the leaf cache', await kept('leaves')),
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

function benchPlan(name: string, plans: readonly ShardPlan[]): BenchPlan {
  const selecting = (select: string): ComposeStatement[] =>
    plans.map(({ plan, parameters, reads }) => async (ask) => {
      const last = await executeLeadingRounds(plan, reads, (sql, carried) =>
        ask({ sql, parameters: { ...parameters, ...carried }, settings }),
      );
      return {
        sql: `SELECT ${select} FROM (\n${last.statement}\n)`,
        parameters: { ...parameters, ...last.parameters },
        settings,
      };
    });
  return {
    name,
    counts: selecting('bitmapCardinality(users) AS members'),
    members: selecting(`${userIdOf('arrayJoin(bitmapToArray(users))')} AS user_id`),
    repeats: 5,
  };
}
