import type { QueryParameters } from '@muster/platform';

export interface PlanStatement {
  readonly sql: string;
  readonly parameters: QueryParameters;
  /** Beside those of every measured statement. */
  readonly settings?: Readonly<Record<string, number>>;
}

export type Row = Readonly<Record<string, string | number>>;

/** Answers the rows of a statement. */
export type Ask = (statement: PlanStatement) => Promise<readonly Row[]>;

/** Composes a statement, and asks the engine before if that is how the plan works. */
export type ComposeStatement = (ask: Ask) => Promise<PlanStatement>;

/** A statement that is always the same, without parameters. */
export const fixed =
  (sql: string): ComposeStatement =>
  () =>
    Promise.resolve({ sql, parameters: {} });

/** One way to find the users of a rule. */
export interface BenchPlan {
  readonly name: string;
  /** Executed one after another; each answers one row with the number of members that it has found, `members`. */
  readonly counts: readonly ComposeStatement[];
  /** The same members themselves as rows of one column, `user_id`; undefined for a plan that finds nobody. */
  readonly members: readonly ComposeStatement[] | undefined;
  /** How often the plan is executed in a round: slow ones are steady, fast ones jitter. */
  readonly repeats: number;
}
