import { z } from 'zod';
import { catalogueSchema } from '../catalogue/catalogue';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { planSchema } from '../plan/plan';
import { ruleSchema } from '../rule/rule.schema';
import {
  audienceId,
  count,
  diagnostic,
  failure,
  instant,
  localDate,
  organisationId,
  snapshotId,
  timeZone,
} from './common';

/** Users that one condition selects, whatever stands around it. */
export const conditionCount = z.object({
  /** JSON pointer of the condition in the rule as it was sent. */
  pointer: z.string(),
  count,
});
export type ConditionCount = z.infer<typeof conditionCount>;

/** The published result of an audience that the rule refers to. */
export const estimateInput = z.object({
  audienceId,
  /** As the rule names it: `latest`, `sameDay` or a date. */
  at: z.string(),
  snapshotIds: z.array(snapshotId).min(1),
  /** How many members that result has; whoever reads its snapshots compares. Left out by those who do not know it. */
  count: count.optional(),
});
export type EstimateInput = z.infer<typeof estimateInput>;

const about = { organisationId, estimateId: z.uuid() };

/** What is counted, the same in every step. */
const question = {
  ...about,
  asOf: instant,
  businessDate: localDate,
  inputs: z.array(estimateInput),
  /** Rows that the estimate may read at most; unlimited when left out. */
  readBudgetRows: count.optional(),
};

export const estimateTopic = defineTopic({
  name: 'audience.estimate.v1',
  summary: 'How many users a rule selects before it is saved: questions and answers',
  cleanup: 'delete',
  key: 'estimate',
  partitions: 12,
  events: [
    defineEvent(
      'audience.estimate.requested.v1',
      'Somebody asks how many users a rule selects',
      z.object({
        ...question,
        /** The rule as it was sent: what is told points into it. */
        rule: ruleSchema,
        /** The part of the catalogue that the rule names. */
        catalogue: catalogueSchema,
        timeZone,
      }),
    ),
    defineEvent(
      'audience.estimate.compiled.v1',
      'The rule, and each of its conditions alone, can be counted',
      z.object({
        ...question,
        plan: planSchema,
        conditions: z.array(z.object({ pointer: z.string(), plan: planSchema })).min(1),
      }),
    ),
    defineEvent(
      'audience.estimate.rejected.v1',
      'The rule cannot be compiled, so nothing is counted',
      z.object({ ...about, diagnostics: z.array(diagnostic).min(1) }),
    ),
    defineEvent(
      'audience.estimate.completed.v1',
      'It is known how many users the rule selects, exactly',
      z.object({
        ...about,
        count,
        conditions: z.array(conditionCount),
        /** Time from the first query to the last answer of the engine, in milliseconds. */
        engineMs: z.number().nonnegative(),
        /** Rows that the engine expected to read; null when the plans do not tell. */
        rowsToRead: count.nullable(),
      }),
    ),
    defineEvent(
      'audience.estimate.failed.v1',
      'There is no answer',
      z.object({ ...about, ...failure.shape }),
    ),
    defineEvent(
      'audience.estimate.cancelled.v1',
      'Nobody waits for the answer any more, and its queries have been stopped',
      z.object(about),
    ),
  ],
});
