import type { ClickHouse } from '@muster/platform';
import type { BenchPlan } from '../plans/plan';
import { checkMembers } from './check-members';
import { costOf, type PlanCost } from './plan-cost';
import { timeRounds, type PlanTime } from './time-rounds';

export interface MeasuredPlan extends PlanCost, PlanTime {
  readonly name: string;
}

export interface MeasuredRule<Name extends string> {
  readonly members: number;
  readonly plans: Readonly<Record<Name, MeasuredPlan>>;
}

/** Checks that plans of one rule find the same users, then measures what each of them takes. */
export async function measureRule<Name extends string>(
  { clickhouse, enginePid, rounds }: Measuring,
  plans: Readonly<Record<Name, BenchPlan>>,
): Promise<MeasuredRule<Name>> {
  const named = Object.entries<BenchPlan>(plans);
  const all = named.map(([, plan]) => plan);
  const members = await checkMembers(clickhouse, all);
  const costs = new Map<BenchPlan, PlanCost>();
  for (const plan of all) costs.set(plan, await costOf(clickhouse, plan));
  const times = await timeRounds(clickhouse, enginePid, all, rounds);
  const measured = named.map(([name, plan]) => [
    name,
    { name: plan.name, ...costs.get(plan), ...times.get(plan) },
  ]);
  return { members, plans: Object.fromEntries(measured) as Record<Name, MeasuredPlan> };
}

export interface Measuring {
  readonly clickhouse: ClickHouse;
  readonly enginePid: number;
  readonly rounds: number;
}
