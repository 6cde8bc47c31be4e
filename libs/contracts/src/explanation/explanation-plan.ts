import { z } from 'zod';
import { count } from '../events/common';
import { boundParameter, planInput } from '../plan/plan';
import { compareSchema, measureSchema } from '../rule/condition.schemas';

/** Parameters that the calculator binds beside the runtime parameters of a plan when it explains one user. */
export const explanationParameters = {
  /** The user. */
  uid: 'UInt32',
} as const;

/** A SELECT and the literals that are bound in it. */
export const boundStatement = z.object({
  statement: z.string(),
  parameters: z.record(z.string(), boundParameter),
});
export type BoundStatement = z.infer<typeof boundStatement>;

/**
 * How the evidence of a condition is read, and what the reader has to know of the condition. A `window` statement gives one row:
 * `firstDay`, `lastDay`, `since`.
 */
export const evidencePlan = z.discriminatedUnion('kind', [
  /** One row at most: `value`. */
  z.object({ kind: z.literal('attribute'), ...boundStatement.shape }),
  /** One row at most: `value`, `valueDate`. */
  z.object({ kind: z.literal('tag'), ...boundStatement.shape }),
  /** One row, none without events: `value`, `events`, `firstEvent`, `lastEvent`. */
  z.object({
    kind: z.literal('behavior'),
    ...boundStatement.shape,
    window: boundStatement,
    /** Of first and last times: the window that they are compared with. */
    comparedWindow: boundStatement.nullable(),
    measure: measureSchema,
    compare: compareSchema,
  }),
  /** The membership is the evidence; which run decided is known from the inputs. */
  z.object({ kind: z.literal('audience') }),
  /** One row for each step: `step` from 0, `times` ascending in microseconds since 1970; the newest, when there are very many. */
  z.object({
    kind: z.literal('sequence'),
    ...boundStatement.shape,
    window: boundStatement,
    /** For each step whether it must not happen. */
    steps: z.array(z.object({ not: z.boolean() })).min(1),
    /** Elapsed time that the whole may take, in seconds. */
    withinSeconds: count,
  }),
]);
export type EvidencePlan = z.infer<typeof evidencePlan>;

/** One condition, compiled so that it can be answered for one user. */
export const conditionPlan = z.object({
  /** JSON pointer of the condition in the author's rule. */
  pointer: z.string(),
  inputs: z.array(planInput),
  /** One row, one column `users`: a bitmap that holds the user when the condition is true. */
  membership: boundStatement,
  evidence: evidencePlan,
});
export type ConditionPlan = z.infer<typeof conditionPlan>;
