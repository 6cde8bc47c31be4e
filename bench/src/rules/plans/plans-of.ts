import type { Rule } from '@muster/contracts';
import type { ClickHouse } from '@muster/platform';
import type { DataSize } from '../data/data-size';
import { intersectPlan } from './intersect-plan';
import { jsonPlan, materializedPlan } from './json-plan';
import { musterPlans, type MusterPlans } from './muster-plan';
import type { BenchPlan } from './plan';
import { rawScan } from './raw-scan';

export type PlanName = keyof MusterPlans | 'intersect' | 'json' | 'materialized' | 'scan';

/** Every plan of a rule, Muster's own first. */
export async function plansOf(
  rule: Rule,
  size: DataSize,
  clickhouse: ClickHouse,
): Promise<Readonly<Record<PlanName, BenchPlan>>> {
  return {
    ...(await musterPlans(rule, size, clickhouse)),
    intersect: intersectPlan(rule),
    json: jsonPlan(rule),
    materialized: materializedPlan(rule),
    scan: rawScan(rule),
  };
}
