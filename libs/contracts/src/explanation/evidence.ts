import { z } from 'zod';
import { audienceId, count, instant, localDate, runId } from '../events/common';
import { attributeValue } from '../http/members';
import { compareSchema, measureSchema } from '../rule/condition.schemas';

/** The events that a condition looks at, as local dates, both included; null where the window has no such end. */
export const explainedWindow = z.object({
  from: localDate.nullable(),
  to: localDate.nullable(),
  /** The first instant of a window of hours or minutes. */
  since: instant.nullable(),
});
export type ExplainedWindow = z.infer<typeof explainedWindow>;

/** The value of an attribute, of the declared type; null when there is none. */
export const attributeEvidence = z.object({
  kind: z.literal('attribute'),
  value: attributeValue.nullable(),
});

/** The newest value of a tag on or before the day; a date without a value says that the tag was taken away, or has another type. */
export const tagEvidence = z.object({
  kind: z.literal('tag'),
  value: attributeValue.nullable(),
  date: localDate.nullable(),
});

/** What was measured over the events of a behaviour. */
export const behaviorEvidence = z.object({
  kind: z.literal('behavior'),
  measure: measureSchema,
  /** Decimal text, or an instant for first and last times; null where the measure has no value over no events. */
  value: z.string().nullable(),
  compare: compareSchema,
  /** Events in the window that pass the filters and, for the measure of a property, have a value of it. */
  events: count,
  firstEvent: instant.nullable(),
  lastEvent: instant.nullable(),
  window: explainedWindow,
  /** The window that first and last times are compared with. */
  comparedWindow: explainedWindow.nullable(),
});

/** The published result that decides. */
export const audienceEvidence = z.object({
  kind: z.literal('audience'),
  audienceId,
  runId,
  businessDate: localDate,
});

/** How far the events of a user got through a sequence. */
export const sequenceEvidence = z.object({
  kind: z.literal('sequence'),
  /** Steps that must happen. */
  steps: count,
  /** When the steps of the best attempt happened, in order: all of them, or as many as it got to. */
  matched: z.array(instant),
  /** The event of a step that must not happen which ended the best attempt; `step` counts from 0. */
  blockedBy: z.object({ step: count, at: instant }).nullable(),
  /** When the time of a closing step that must not happen is over, while it runs. */
  openUntil: instant.nullable(),
  window: explainedWindow,
});

/** Why a condition holds for a user, or does not. */
export const evidenceSchema = z.discriminatedUnion('kind', [
  attributeEvidence,
  tagEvidence,
  behaviorEvidence,
  audienceEvidence,
  sequenceEvidence,
]);
export type Evidence = z.infer<typeof evidenceSchema>;
export type EvidenceOf<Kind extends Evidence['kind']> = Extract<Evidence, { kind: Kind }>;

/** What was found of one condition of a rule. */
export const findingSchema = z.object({
  /** JSON pointer of the condition in the author's rule. */
  pointer: z.string(),
  holds: z.boolean(),
  evidence: evidenceSchema,
});
export type Finding = z.infer<typeof findingSchema>;
