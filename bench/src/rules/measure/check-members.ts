import type { ClickHouse } from '@muster/platform';
import type { BenchPlan } from '../plans/plan';
import { askEngine } from './ask-engine';

/** Tells sets of users apart: their number and a hash of all ids, whatever their order. */
export interface MembersDigest {
  readonly count: number;
  readonly hash: string;
}

/**
 * @returns how many members all of the plans find.
 * @throws Error when two plans do not find the same users: a faster way to another result is none.
 */
export async function checkMembers(clickhouse: ClickHouse, plans: readonly BenchPlan[]): Promise<number> {
  let expected: (MembersDigest & { readonly plan: string }) | undefined;
  for (const plan of plans) {
    const found = await digestOf(clickhouse, plan);
    if (!found) continue;
    expected ??= { ...found, plan: plan.name };
    if (found.count !== expected.count || found.hash !== expected.hash) {
      throw new Error(
        `"${plan.name}" finds ${found.count} users (${found.hash}), "${expected.plan}" ${expected.count} (${expected.hash})`,
      );
    }
  }
  if (!expected?.count) throw new Error('the rule selects nobody: nothing would be measured');
  return expected.count;
}

async function digestOf(clickhouse: ClickHouse, plan: BenchPlan): Promise<MembersDigest | undefined> {
  if (!plan.members) return undefined;
  let count = 0;
  let hash = 0n;
  const ask = askEngine(clickhouse);
  for (const compose of plan.members) {
    const { sql, parameters } = await compose(ask);
    const [part = {}] = await ask({
      sql: `SELECT count() AS count, toString(groupBitXor(sipHash64(user_id))) AS hash FROM (${sql})`,
      parameters,
    });
    count += Number(part['count']);
    hash ^= BigInt(part['hash'] ?? 0);
  }
  return { count, hash: hash.toString(16) };
}
