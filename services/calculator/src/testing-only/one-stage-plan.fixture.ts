import { type Plan, PLAN_VERSION } from '@muster/contracts';

/** A plan of one SELECT of one bitmap. */
export function oneStagePlan(select: string, plan: Partial<Plan> = {}): Plan {
  return {
    ...{ version: PLAN_VERSION, ruleHash: 'h', inputs: [], reads: [], parameters: {} },
    stages: [{ id: 's0', label: 'all of it', pointer: '', select }],
    result: 's0',
    ...plan,
  };
}
