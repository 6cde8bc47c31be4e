import { z } from 'zod';
import { catalogueSchema } from '../catalogue/catalogue';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { findingSchema } from '../explanation/evidence';
import { conditionPlan } from '../explanation/explanation-plan';
import { idType } from '../ingest/records';
import { ruleSchema } from '../rule/rule.schema';
import {
  audienceId,
  count,
  diagnostic,
  failure,
  instant,
  localDate,
  organisationId,
  runId,
  snapshotId,
  timeZone,
} from './common';

/** A published result that a condition reads. */
export const explainedInput = z.object({
  audienceId,
  /** As the rule names it: `latest`, `sameDay` or a date. */
  at: z.string(),
  runId,
  businessDate: localDate,
  snapshotIds: z.array(snapshotId).min(1),
  /** How many members that result has; whoever reads its snapshots compares. Left out by those who do not know it. */
  count: count.optional(),
});
export type ExplainedInput = z.infer<typeof explainedInput>;

const about = { organisationId, audienceId, explanationId: z.uuid() };

/** What is asked, the same in every step. */
const question = {
  ...about,
  user: z.object({ idType, id: z.string().min(1) }),
  asOf: instant,
  businessDate: localDate,
  inputs: z.array(explainedInput),
  /** The snapshots of the published result that the answer is compared with; empty when there is none. */
  snapshotIds: z.array(snapshotId),
  /** How many members that result has; left out by those who do not know it. */
  members: count.optional(),
};

export const explanationTopic = defineTopic({
  name: 'audience.explanation.v1',
  summary: 'Why one user is in an audience or not: questions and answers',
  cleanup: 'delete',
  key: 'explanation',
  partitions: 12,
  events: [
    defineEvent(
      'audience.explanation.requested.v1',
      'Somebody asks why a user is in an audience or not',
      z.object({
        ...question,
        /** The rule as its author wrote it: what is told points into it. */
        rule: ruleSchema,
        /** The part of the catalogue that the rule names. */
        catalogue: catalogueSchema,
        timeZone,
      }),
    ),
    defineEvent(
      'audience.explanation.compiled.v1',
      'Every condition of the rule can be answered for one user',
      z.object({ ...question, conditions: z.array(conditionPlan).min(1) }),
    ),
    defineEvent(
      'audience.explanation.rejected.v1',
      'The rule cannot be compiled, so nobody can be explained',
      z.object({ ...about, diagnostics: z.array(diagnostic).min(1) }),
    ),
    defineEvent(
      'audience.explanation.completed.v1',
      'It is known which conditions hold for the user, and why',
      z.object({
        ...about,
        entityId: z.string(),
        findings: z.array(findingSchema).min(1),
        /** Whether the user is in the published result; null when there is none. */
        inSnapshot: z.boolean().nullable(),
      }),
    ),
    defineEvent(
      'audience.explanation.failed.v1',
      'There is no answer',
      z.object({ ...about, ...failure.shape }),
    ),
  ],
});
