import type { DataSize } from './data/data-size';
import type { MeasuredPlan, MeasuredRule } from './measure/measure-rule';
import type { PlanName } from './plans/plans-of';

/** A performance goal and what became of it in this run. */
export interface GoalResult {
  readonly goal: string;
  readonly what: string;
  readonly measured: string;
  readonly verdict: string;
}

export type MeasuredRules = Readonly<Record<'one' | 'five' | 'twenty', MeasuredRule<PlanName>>>;

/** Most of the bare scan's time that 20 conditions may take, by data set. */
const BARE_SCAN_LIMITS: Readonly<Record<DataSize['name'], number>> = { tiny: 1.4, small: 1.4, large: 1 };

/** The goals for rules. */
export function goalsOf(size: DataSize, { one, five, twenty }: MeasuredRules): GoalResult[] {
  const times = ({ plans }: MeasuredRule<PlanName>, name: PlanName) => ratio(plans[name], plans.muster);
  const scanLimit = BARE_SCAN_LIMITS[size.name];
  return [
    atLeast('1', '5 conditions, times as fast as JSON text', times(five, 'json'), 60),
    atLeast('1', '20 conditions, times as fast as JSON text', times(twenty, 'json'), 120),
    atLeast('1', '5 conditions, times as fast as materialized columns', times(five, 'materialized'), 20),
    atLeast('1', '20 conditions, times as fast as materialized columns', times(twenty, 'materialized'), 40),
    atMost('2', '20 conditions, of the bare scan', 1 / times(twenty, 'scan'), scanLimit),
    atMost(
      '3',
      '20 conditions, bytes of memory a user',
      twenty.plans.muster.peakMemoryBytes / size.users,
      15,
    ),
    atMost('4', '20 conditions, of the time of 1', ratio(twenty.plans.muster, one.plans.muster), 2),
    atMost('5', 'cached and held leaves, of uncached', ratio(twenty.plans.held, twenty.plans.muster), 0.15),
    {
      goal: '8',
      what: 'differences against the oracle over 1,000 random rules (at most 0)',
      measured: '–',
      verdict: 'npm run test:property -- --rules 1000',
    },
  ];
}

function ratio(plan: MeasuredPlan, other: MeasuredPlan): number {
  return plan.wallMs / other.wallMs;
}

function atLeast(goal: string, what: string, measured: number, limit: number): GoalResult {
  return result(goal, `${what} (at least ${limit})`, measured, measured >= limit);
}

function atMost(goal: string, what: string, measured: number, limit: number): GoalResult {
  return result(goal, `${what} (at most ${limit})`, measured, measured <= limit);
}

function result(goal: string, what: string, measured: number, reached: boolean): GoalResult {
  return { goal, what, measured: measured.toFixed(2), verdict: reached ? 'reached' : 'missed' };
}
