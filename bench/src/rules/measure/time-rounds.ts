import { performance } from 'node:perf_hooks';
import type { ClickHouse } from '@muster/platform';
import { summarise } from '../../summary';
import type { BenchPlan } from '../plans/plan';
import { askEngine } from './ask-engine';
import { cpuTimeOf } from './engine-cpu';

export interface PlanTime {
  /** Median from the request to the answer, in milliseconds. */
  readonly wallMs: number;
  /** Mean of the engine's processor time, in milliseconds; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
}

/**
 * Times plans against each other. Their executions take turns, so that a bad moment of the machine hits all of them; the caches
 * are warm, since everything has been executed before.
 */
export async function timeRounds(
  clickhouse: ClickHouse,
  enginePid: number,
  plans: readonly BenchPlan[],
  rounds: number,
): Promise<Map<BenchPlan, PlanTime>> {
  const walls = new Map(plans.map((plan) => [plan, [] as number[]]));
  const cpus = new Map<BenchPlan, number>();
  for (let round = 0; round < rounds; round++) {
    for (const [plan, measured] of walls) {
      const before = await cpuTimeOf(enginePid);
      for (let repeat = 0; repeat < plan.repeats; repeat++) measured.push(await execute(clickhouse, plan));
      const after = await cpuTimeOf(enginePid);
      if (before !== undefined && after !== undefined) cpus.set(plan, (cpus.get(plan) ?? 0) + after - before);
    }
  }
  return new Map(
    [...walls].map(([plan, measured]) => {
      const cpu = cpus.get(plan);
      return [
        plan,
        { wallMs: summarise(measured).median, cpuMs: cpu === undefined ? undefined : cpu / measured.length },
      ];
    }),
  );
}

async function execute(clickhouse: ClickHouse, { counts }: BenchPlan): Promise<number> {
  const ask = askEngine(clickhouse);
  const begun = performance.now();
  for (const compose of counts) await ask(await compose(ask));
  return performance.now() - begun;
}
