import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { calculatorConfig, estimateRuleOf } from '@muster/calculator';
import { conditionsOf, type CloudEvent, type Rule } from '@muster/contracts';
import { EventPublisher, Metrics, type ClickHouse } from '@muster/platform';
import { organisation } from './data/bench-organisation';
import { planOf, snapshotOf } from './plans/compiled-rule';
import type { BenchRule } from './plans/rules';

/** How long somebody waits for the counts of a rule and of each of its conditions, in ms. */
export interface TimedEstimate {
  readonly conditions: number;
  /** Of a rule that nobody has asked about before. */
  readonly firstMs: number;
  /** Of the same rule right after. */
  readonly againMs: number;
}

/** As a calculator is configured unless told, and one that has kept nothing. */
export async function timeEstimates(
  clickhouse: ClickHouse,
  rules: readonly BenchRule[],
): Promise<TimedEstimate[]> {
  const answers = new Answers();
  const estimates = estimateRuleOf(clickhouse, calculatorConfig.parse({}), new Metrics('bench'), answers);
  const timed: TimedEstimate[] = [];
  for (const { conditions, rule } of rules) {
    const asked = asking(rule);
    const time = async (): Promise<number> => {
      const begun = performance.now();
      await estimates.execute({ ...asked, estimateId: randomUUID() });
      answers.expectCounts();
      return performance.now() - begun;
    };
    timed.push({ conditions, firstMs: await time(), againMs: await time() });
  }
  return timed;
}

/** The API's goal for the small data set. */
const GOAL_MS = 1_000;

export function estimatesTable(timed: readonly TimedEstimate[]): string {
  const rows = timed.map(({ conditions, firstMs, againMs }) => {
    const verdict = firstMs <= GOAL_MS ? 'reached' : 'missed';
    return `  ${String(conditions).padStart(2)} conditions${ms(firstMs)}${ms(againMs)}   ${verdict}`;
  });
  return ['  estimates, ms       first    again   goal 1000', ...rows, ''].join('\n');
}

const ms = (time: number): string => time.toFixed(0).padStart(9);

function asking(rule: Rule) {
  const { id: organisationId, asOf, businessDate } = organisation;
  const plan = planOf(rule);
  const inputs = plan.inputs.map(({ audienceId, at }) => {
    return { audienceId, at, snapshotIds: [snapshotOf(audienceId)] };
  });
  const conditions = conditionsOf(rule).map(({ pointer, condition }) => ({
    pointer,
    plan: planOf(condition),
  }));
  return { organisationId, asOf: `${asOf.replace(' ', 'T')}Z`, businessDate, plan, conditions, inputs };
}

/** What the calculator has told. */
class Answers extends EventPublisher {
  private last: CloudEvent | undefined;

  override publish(_topic: unknown, events: readonly CloudEvent[]): Promise<void> {
    this.last = events.at(-1);
    return Promise.resolve();
  }

  expectCounts(): void {
    if (this.last?.type !== 'audience.estimate.completed.v1') throw new Error(JSON.stringify(this.last));
  }
}
