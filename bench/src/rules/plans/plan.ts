import type { QueryParameters } from '@muster/platform';

export interface PlanStatement {
  readonly sql: string;
  readonly parameters: QueryParameters;
}

/** One way to find the users of a rule. */
export interface BenchPlan {
  readonly name: string;
  /** Executed one after another; each answers one row with the number of members that it has found, `members`. */
  readonly counts: readonly PlanStatement[];
  /** The same members themselves as rows of one column, `user_id`; undefined for a plan that finds nobody. */
  readonly members: readonly PlanStatement[] | undefined;
  /** How often the plan is executed in a round: slow ones are steady, fast ones jitter. */
  readonly repeats: number;
}
