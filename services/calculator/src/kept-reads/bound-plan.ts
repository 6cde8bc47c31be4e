import type { Plan, StageRead } from '@muster/contracts';
import type { QueryParameters } from '@muster/platform';
import type { Generations } from '../landed-data/generations';

/** A plan with the values of its parameters, ready to be executed for any span. */
export interface BoundPlan {
  readonly plan: Plan;
  readonly parameters: QueryParameters;
}

/** A plan that is about to be executed. */
export interface AskedPlan extends BoundPlan {
  /** Of everything that it reads, looked up before. */
  readonly generations: Generations;
}

/** A plan for one span, ready to be executed in rounds. */
export interface SpanPlan extends BoundPlan {
  /** Where stages are read from, by their ids, when it is not from the tables. */
  readonly reads: ReadonlyMap<string, StageRead>;
  /** The full keys of the leaves that stages are read from, by the ids of the stages. */
  readonly leaves: ReadonlyMap<string, string>;
}

/** The SELECT that gives a plan's result for one span. */
export interface SpanStatement {
  readonly statement: string;
  readonly parameters: QueryParameters;
}

/** Whose users an execution is about. */
export interface UserSpan {
  readonly organisationId: string;
  /** See `spanOf`. */
  readonly span: number;
}
