import { z } from 'zod';
import { audienceId } from '../events/common';
import { calculationMethod } from './audiences';
import { runState } from './runs';

/** An audience that another one uses, or that uses it. */
export const relatedAudience = z.strictObject({
  id: audienceId,
  name: z.string(),
  calculation: calculationMethod,
  lastRunState: runState,
  /** 1: one rule names the other audience; more: by way of so many rules. */
  distance: z.number().int().positive(),
});
export type RelatedAudience = z.infer<typeof relatedAudience>;

/** `GET /v1/audiences/{id}/dependencies`, the nearest first. */
export const audienceDependencies = z.strictObject({
  audienceId,
  uses: z.array(relatedAudience),
  usedBy: z.array(relatedAudience),
});
export type AudienceDependencies = z.infer<typeof audienceDependencies>;

/** `DELETE /v1/audiences/{id}?cascade`: the audiences that were deleted, each before those that it used. */
export const deletedAudiences = z.strictObject({ deleted: z.array(audienceId) });
export type DeletedAudiences = z.infer<typeof deletedAudiences>;
