import type { Rule } from '@muster/contracts';
import type { DataSize } from '../data/data-size';
import { intersectPlan } from './intersect-plan';
import { jsonPlan, materializedPlan } from './json-plan';
import { musterPlan } from './muster-plan';
import type { BenchPlan } from './plan';
import { rawScan } from './raw-scan';

export type PlanName = 'muster' | 'intersect' | 'json' | 'materialized' | 'scan';

/** Every plan of a rule, Muster's own first. */
export function plansOf(rule: Rule, size: DataSize): Readonly<Record<PlanName, BenchPlan>> {
  return {
    muster: musterPlan(rule, size),
    intersect: intersectPlan(rule),
    json: jsonPlan(rule),
    materialized: materializedPlan(rule),
    scan: rawScan(rule),
  };
}
