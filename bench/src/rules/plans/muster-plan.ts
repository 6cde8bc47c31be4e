import { planStatement, type Plan, type Rule } from '@muster/contracts';
import { isValidRegex, type QueryParameters } from '@muster/platform';
import { compileRule } from '@muster/rule-compiler';
import { audiences, catalogue, organisation } from '../data/bench-organisation';
import type { DataSize } from '../data/data-size';
import { userIdOf } from '../data/random-sql';
import type { BenchPlan, PlanStatement } from './plan';

const USERS_PER_SHARD = 2 ** 20;

/** Muster's own plan of a rule, as the compiler makes it and the calculator executes it: once a shard of users. */
export function musterPlan(rule: Rule, size: DataSize): BenchPlan {
  const { timeZone } = organisation;
  const compilation = compileRule({ rule, catalogue, timeZone, isValidRegex });
  if (!compilation.ok)
    throw new Error(`the rule does not compile: ${JSON.stringify(compilation.diagnostics)}`);
  const { plan } = compilation;
  const shards = Array.from({ length: Math.ceil((size.users + 1) / USERS_PER_SHARD) }, (_, shard) => shard);
  const statements = (select: string): PlanStatement[] =>
    shards.map((shard) => ({
      sql: `SELECT ${select} FROM (\n${planStatement(plan)}\n)`,
      parameters: parametersOf(plan, shard),
    }));
  return {
    name: 'staged bitmaps with masks',
    counts: statements('bitmapCardinality(users) AS members'),
    members: statements(`${userIdOf('arrayJoin(bitmapToArray(users))')} AS user_id`),
    repeats: 5,
  };
}

function parametersOf(plan: Plan, shard: number): QueryParameters {
  const snapshotOf = (id: string): string => {
    const audience = Object.values(audiences).find((candidate) => candidate.id === id);
    if (!audience) throw new Error(`the benchmark has no audience ${id}`);
    return audience.snapshot;
  };
  return {
    organisation: organisation.id,
    shard,
    asOf: organisation.asOf,
    businessDate: organisation.businessDate,
    ...Object.fromEntries(
      plan.inputs.map(({ parameter, audienceId }) => [parameter, [snapshotOf(audienceId)]]),
    ),
    ...Object.fromEntries(Object.entries(plan.parameters).map(([name, { value }]) => [name, value])),
  };
}
