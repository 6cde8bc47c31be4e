import { z } from 'zod';
import { audienceId, instant, organisationId, runId } from './common';

/**
 * How much of an audience's membership is streamed: nothing; each result as the files of a manifest; or the changes of each run,
 * user by user.
 */
export const membershipStream = z.enum(['none', 'snapshot', 'members']);
export type MembershipStream = z.infer<typeof membershipStream>;

/**
 * Why a membership is told: the run's own reason; a rule that was changed; or, when nothing has happened to the user, that the stream
 * begins (`bootstrap`) or that somebody has asked for all of it again (`reconcile`).
 */
export const membershipReason = z.enum([
  'scheduled',
  'manual',
  'definitionChanged',
  'import',
  'erasure',
  'bootstrap',
  'reconcile',
]);
export type MembershipReason = z.infer<typeof membershipReason>;

/** The run that a membership event tells of. Its numbers grow: of two events about a user the one with the higher `runSeq` holds. */
export const membershipRun = {
  organisationId,
  audienceId,
  definitionVersion: z.number().int().positive(),
  runId,
  runSeq: z.number().int().positive(),
  asOf: instant,
};

/** Why, and whether something has happened to users: false exactly for `bootstrap` and `reconcile`. Act only on transitions. */
export const membershipCause = { reason: membershipReason, transition: z.boolean() };
