import { z } from 'zod';
import {
  audienceId,
  count,
  diagnostic,
  failure,
  heldReason,
  instant,
  localDate,
  runId,
  runTrigger,
  staleInput,
} from '../events/common';
import { nextCursor } from './paging';

/**
 * `requested`: exists; `compiling`: waits for the plan of its definition version; `queued`: its inputs are pinned and calculators
 * have been asked; `running`: a calculator works on it; `publishing`: every piece is written; `held`: a check of its
 * result asks for somebody's decision; then one of the last four, for ever.
 */
export const runState = z.enum([
  'requested',
  'compiling',
  'queued',
  'running',
  'publishing',
  'held',
  'completed',
  'failed',
  'superseded',
  'cancelled',
]);
export type RunState = z.infer<typeof runState>;

/** `POST /v1/audiences/{id}/runs`. */
export const requestRunRequest = z.strictObject({
  /** The instant to compute the audience for; now, unless told. Not in the future. */
  asOf: instant.optional(),
  /**
   * Whether the result becomes the published one: `true`, also if it is older than that; `false`, never. Unless told, a result of an
   * earlier `asOf` than the published one's is kept as history.
   */
  publish: z.boolean().optional(),
});
export type RequestRunRequest = z.infer<typeof requestRunRequest>;

/** A published result that a run reads. */
export const pinnedInput = z.strictObject({ audienceId, runId });

/** `POST /v1/runs/{id}/approve` and `/reject`. */
export const decideRunRequest = z.strictObject({ note: z.string().min(1).max(500).optional() });
export type DecideRunRequest = z.infer<typeof decideRunRequest>;

/** What somebody has decided about a held run. */
export const runDecision = z.strictObject({
  verdict: z.enum(['approved', 'rejected']),
  /** The access token that decided, by the first 16 digits of its SHA-256. */
  by: z.string(),
  note: z.string().nullable(),
  at: instant,
});
export type RunDecision = z.infer<typeof runDecision>;

export const runResource = z.strictObject({
  id: runId,
  audienceId,
  /** Grows with every run of the audience. */
  runSeq: z.number().int().positive(),
  definitionVersion: z.number().int().positive(),
  trigger: runTrigger,
  state: runState,
  asOf: instant,
  businessDate: localDate,
  /** Shards of users done so far and in all, as far as calculators have told. */
  progress: z.strictObject({ shardsDone: count, shards: count }),
  /**
   * Whether the result becomes the published one: `always`, unless a run that was requested later has been published before;
   * `ifNewest`, unless the published one is of a later `asOf`; `never`.
   */
  publication: z.enum(['always', 'ifNewest', 'never']),
  /** It has completed, and its members can be read, but it has not become the published result. */
  keptAsHistory: z.boolean(),
  /** Members; null until every piece is written and counted. */
  count: count.nullable(),
  /** The result that this one has replaced; null when there was none, and until then. */
  previousRunId: runId.nullable(),
  previousCount: count.nullable(),
  /**
   * Members who were not in the replaced result, and members of that who are not in this one:
   * `count = previousCount + entered − left`, always; without a replaced result all have entered. Null for a run that was kept as history.
   */
  entered: count.nullable(),
  left: count.nullable(),
  /**
   * Every landing of the organisation's data that was counted until this instant is in what the run has read, by the clocks of the
   * importers; of several pieces the earliest. Null until every piece is written, and when nothing has ever been landed.
   */
  dataWatermark: instant.nullable(),
  inputs: z.array(pinnedInput),
  /**
   * Audiences whose runs it waits for: a scheduled run for those of the same day that it reads, the run of a changed rule for the one
   * of its own audience that computes the rule as it was.
   */
  waitsFor: z.array(audienceId),
  /** Those of the inputs that are older than the run's day, because that day has brought no result of theirs. */
  staleInputs: z.array(staleInput),
  failure: failure.nullable(),
  /** Why the result is, or was, held; empty when it passed the quality gate of its audience. */
  heldReasons: z.array(heldReason),
  decision: runDecision.nullable(),
  /** What is wrong with the rule, when it could not be compiled. */
  diagnostics: z.array(diagnostic),
  /** The newer run that was published first, when this one was superseded. */
  supersededBy: runId.nullable(),
  /** What the calculation cost, once every piece is written: the engine's own time, rows read, memory of the largest piece. */
  engineMs: z.number().nonnegative().nullable(),
  rowsRead: count.nullable(),
  peakMemoryBytes: count.nullable(),
  /**
   * In milliseconds: from the request to the first work of a calculator, from there until every piece is written, and from there to
   * the end. Null for what the run has not come to the end of; a run that ends early ends what it was in.
   */
  durations: z.strictObject({
    waitingMs: count.nullable(),
    calculatingMs: count.nullable(),
    publishingMs: count.nullable(),
  }),
  requestedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
export type RunResource = z.infer<typeof runResource>;

/** `GET /v1/audiences/{id}/runs`, newest first. */
export const runPage = z.strictObject({ runs: z.array(runResource), nextCursor });
export type RunPage = z.infer<typeof runPage>;
