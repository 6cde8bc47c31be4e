import { z } from 'zod';
import { audienceId, count, instant, localDate, runId } from '../events/common';
import { membershipStream } from '../events/membership';
import { ruleSchema } from '../rule/rule.schema';
import { nextCursor } from './paging';
import { qualityGate, qualityGateSettings } from './quality-gate';
import { runState } from './runs';

/** `daily`: computed once for each business date, at the organisation's hour; `once`: when it is created and when somebody asks. */
export const calculationMethod = z.enum(['daily', 'once']);
export type CalculationMethod = z.infer<typeof calculationMethod>;

/** `POST /v1/audiences`. */
export const createAudienceRequest = z.strictObject({
  name: z.string().trim().min(1).max(200),
  rule: ruleSchema,
  /** How the membership is streamed; `none`, unless told. */
  stream: membershipStream.optional(),
  /** The instant to compute the first run for; now, unless told. Not in the future. */
  asOf: instant.optional(),
  qualityGate: qualityGateSettings.optional(),
  /** `once`, unless told. */
  calculation: calculationMethod.optional(),
});
export type CreateAudienceRequest = z.infer<typeof createAudienceRequest>;

/** `PUT /v1/audiences/{id}/calculation`. */
export const changeCalculationRequest = z.strictObject({ calculation: calculationMethod });
export type ChangeCalculationRequest = z.infer<typeof changeCalculationRequest>;

/** `PUT /v1/audiences/{id}/stream`. */
export const setStreamRequest = z.strictObject({ stream: membershipStream });
export type SetStreamRequest = z.infer<typeof setStreamRequest>;

/** The published result: what members, exports and dependants read. */
export const audienceResult = z.strictObject({
  runId,
  runSeq: z.number().int().positive(),
  count,
  asOf: instant,
  businessDate: localDate,
  publishedAt: instant,
});
export type AudienceResult = z.infer<typeof audienceResult>;

export const audienceResource = z.strictObject({
  id: audienceId,
  name: z.string(),
  calculation: calculationMethod,
  stream: membershipStream,
  definitionVersion: z.number().int().positive(),
  /** The rule as its author wrote it. */
  rule: ruleSchema,
  ruleHash: z.string(),
  qualityGate,
  createdAt: instant,
  /** Null until a run has been published; a failed run leaves it as it was. */
  result: audienceResult.nullable(),
  lastRun: z.strictObject({ id: runId, runSeq: z.number().int().positive(), state: runState }),
});
export type AudienceResource = z.infer<typeof audienceResource>;

export const createdAudience = audienceResource.extend({ runId });
export type CreatedAudience = z.infer<typeof createdAudience>;

/** `PATCH /v1/audiences/{id}`: what is left out stays. */
export const changeAudienceRequest = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  rule: ruleSchema.optional(),
  qualityGate: qualityGateSettings.optional(),
  /** The definition version that the change was made on; refused when it is not the current one any more. */
  expectedVersion: z.number().int().positive().optional(),
});
export type ChangeAudienceRequest = z.infer<typeof changeAudienceRequest>;

export const audienceChange = z.enum(['name', 'rule', 'qualityGate']);
export type AudienceChange = z.infer<typeof audienceChange>;

export const changedAudience = audienceResource.extend({
  /** What is different now: empty when everything was so before. A rule that is only written differently is the same. */
  changed: z.array(audienceChange),
  /** The run that computes the changed rule; null when the rule is the same. */
  runId: runId.nullable(),
});
export type ChangedAudience = z.infer<typeof changedAudience>;

/** `GET /v1/audiences`, newest first. */
export const audiencePage = z.strictObject({ audiences: z.array(audienceResource), nextCursor });
export type AudiencePage = z.infer<typeof audiencePage>;
