import { z } from 'zod';
import { audienceId, count, instant, localDate, runId } from '../events/common';
import { member } from './members';
import { nextCursor } from './paging';

/** A result of an audience in its history. */
const pastResult = z.strictObject({
  runId,
  runSeq: z.number().int().positive(),
  definitionVersion: z.number().int().positive(),
  asOf: instant,
  businessDate: localDate,
  /** Members. */
  count,
  /** It was computed for a past day, and was never the published result. */
  keptAsHistory: z.boolean(),
});

/** `GET /v1/audiences/{id}/history`: the sizes of an audience, newest result first. */
export const historyPage = z.strictObject({ results: z.array(pastResult), nextCursor });
export type HistoryPage = z.infer<typeof historyPage>;

/** Users by what has made the difference for them. */
export const usersByCause = z.strictObject({
  count,
  /** The rule stayed the same for them: they, or what is known of them, changed. */
  data: count,
  /** The rule changed between two results of the same instant. */
  definition: count,
  /** Rule and data changed between two results, neither of which can be told apart. */
  either: count,
});
export type UsersByCause = z.infer<typeof usersByCause>;

/** `GET /v1/runs/{id}/difference?since={run}`: from one result of an audience to another. */
export const runDifference = z.strictObject({
  audienceId,
  from: pastResult,
  to: pastResult,
  /** `to.count = from.count + entered.count − left.count`. */
  entered: usersByCause,
  left: usersByCause,
  stayed: count,
});
export type RunDifference = z.infer<typeof runDifference>;

export const memberChange = z.enum(['entered', 'left']);
export type MemberChange = z.infer<typeof memberChange>;

/** `GET /v1/runs/{id}/difference/members?since={run}&change=entered`: the users themselves. */
export const changedMemberPage = z.strictObject({
  from: runId,
  to: runId,
  change: memberChange,
  /** Users on all pages. */
  count,
  members: z.array(member),
  nextCursor,
});
export type ChangedMemberPage = z.infer<typeof changedMemberPage>;
