import { z } from 'zod';
import { audienceId, count, instant, localDate, runId } from '../events/common';
import { membershipStream } from '../events/membership';
import { ruleSchema } from '../rule/rule.schema';
import { nextCursor } from './paging';
import { runState } from './runs';

/** `POST /v1/audiences`. */
export const createAudienceRequest = z.strictObject({
  name: z.string().trim().min(1).max(200),
  rule: ruleSchema,
  /** How the membership is streamed; `none`, unless told. */
  stream: membershipStream.optional(),
  /** The instant to compute the first run for; now, unless told. Not in the future. */
  asOf: instant.optional(),
});
export type CreateAudienceRequest = z.infer<typeof createAudienceRequest>;

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
  stream: membershipStream,
  definitionVersion: z.number().int().positive(),
  /** The rule as its author wrote it. */
  rule: ruleSchema,
  ruleHash: z.string(),
  createdAt: instant,
  /** Null until a run has been published; a failed run leaves it as it was. */
  result: audienceResult.nullable(),
  lastRun: z.strictObject({ id: runId, runSeq: z.number().int().positive(), state: runState }),
});
export type AudienceResource = z.infer<typeof audienceResource>;

export const createdAudience = audienceResource.extend({ runId });
export type CreatedAudience = z.infer<typeof createdAudience>;

/** `GET /v1/audiences`, newest first. */
export const audiencePage = z.strictObject({ audiences: z.array(audienceResource), nextCursor });
export type AudiencePage = z.infer<typeof audiencePage>;
