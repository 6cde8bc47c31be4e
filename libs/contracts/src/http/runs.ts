import { z } from 'zod';
import {
  audienceId,
  count,
  diagnostic,
  failure,
  instant,
  localDate,
  runId,
  runTrigger,
  staleInput,
} from '../events/common';
import { nextCursor } from './paging';

/**
 * `requested`: exists; `compiling`: waits for the plan of its definition version; `queued`: its inputs are pinned and calculators
 * have been asked; `running`: a calculator works on it; `publishing`: every piece is written; then one of the last four, for ever.
 */
export const runState = z.enum([
  'requested',
  'compiling',
  'queued',
  'running',
  'publishing',
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
});
export type RequestRunRequest = z.infer<typeof requestRunRequest>;

/** A published result that a run reads. */
export const pinnedInput = z.strictObject({ audienceId, runId });

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
  /** Members; null until the run has completed. */
  count: count.nullable(),
  inputs: z.array(pinnedInput),
  /** Audiences whose runs of the same day a scheduled run waits for. */
  waitsFor: z.array(audienceId),
  /** Those of the inputs that are older than the run's day, because that day has brought no result of theirs. */
  staleInputs: z.array(staleInput),
  failure: failure.nullable(),
  /** What is wrong with the rule, when it could not be compiled. */
  diagnostics: z.array(diagnostic),
  /** The newer run that was published first, when this one was superseded. */
  supersededBy: runId.nullable(),
  /** What the calculation cost, once every piece is written: the engine's own time, rows read, memory of the largest piece. */
  engineMs: z.number().nonnegative().nullable(),
  rowsRead: count.nullable(),
  peakMemoryBytes: count.nullable(),
  requestedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
export type RunResource = z.infer<typeof runResource>;

/** `GET /v1/audiences/{id}/runs`, newest first. */
export const runPage = z.strictObject({ runs: z.array(runResource), nextCursor });
export type RunPage = z.infer<typeof runPage>;
