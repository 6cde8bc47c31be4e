import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import {
  audienceId,
  count,
  failure,
  heldReason,
  instant,
  localDate,
  organisationId,
  runId,
  runTrigger,
  snapshotId,
  staleInput,
} from './common';

const about = { organisationId, audienceId, runId, runSeq: z.number().int().positive() };
const piece = { piece: z.number().int().nonnegative(), pieces: z.number().int().positive() };

/** Who works on a piece. Left out by calculators that know no leases; the attempt is the first one then. */
const worker = {
  attempt: z.number().int().positive().optional(),
  /** Names the process, for people who look for it. */
  worker: z.string().optional(),
};

/** Members of one shard of users (`uid >> 20`). */
export const shardCount = z.object({ shard: count, count });

export const runTopic = defineTopic({
  name: 'audience.run.v1',
  summary: 'The life of every run',
  cleanup: 'delete',
  key: 'audience',
  partitions: 12,
  events: [
    defineEvent(
      'audience.run.requested.v1',
      'A run exists and waits for its plan',
      z.object({
        ...about,
        definitionVersion: z.number().int().positive(),
        asOf: instant,
        businessDate: localDate,
        trigger: runTrigger,
      }),
    ),
    defineEvent(
      'audience.run.started.v1',
      'A calculator works on a piece of the run',
      z.object({ ...about, ...piece, ...worker }),
    ),
    defineEvent(
      'audience.run.progressed.v1',
      'A calculator still works on a piece, and has finished some of its shards; it renews the lease of the piece',
      z.object({ ...about, ...piece, ...worker, shardsDone: count, shards: count }),
    ),
    defineEvent(
      'audience.run.completed.v1',
      'A piece of the run is written; its snapshot is not visible before the run is published',
      z.object({
        ...about,
        ...piece,
        /** Every attempt writes a snapshot of its own, so that a repeated one cannot change a result that was told. */
        snapshotId,
        /** Members in this piece, derived from the snapshot itself. */
        count,
        shards: z.array(shardCount),
        /** Time the engine spent, in milliseconds. */
        engineMs: z.number().nonnegative(),
        rowsRead: count,
        peakMemoryBytes: count,
        /**
         * Every landing of the organisation's data that was counted until this instant is in the snapshot. Left out when nothing has
         * ever been landed, and by calculators that do not know it.
         */
        dataWatermark: instant.optional(),
      }),
    ),
    defineEvent(
      'audience.run.failed.v1',
      'The run ended without a result; the previous one stays',
      z.object({
        ...about,
        ...failure.shape,
        /** The piece and the attempt at it that failed; left out when the run failed as a whole. */
        piece: piece.piece.optional(),
        attempt: worker.attempt,
      }),
    ),
    defineEvent(
      'audience.run.held.v1',
      'The result of the run is written and does not pass the quality gate: it waits for a decision, and the previous one stays',
      z.object({
        ...about,
        trigger: runTrigger,
        businessDate: localDate,
        count,
        previousCount: count.optional(),
        reasons: z.array(heldReason).min(1),
      }),
    ),
    defineEvent(
      'audience.run.superseded.v1',
      'A newer run was published first; this one was not',
      z.object({ ...about, byRunId: runId }),
    ),
    defineEvent(
      'audience.run.cancelled.v1',
      'Somebody has ended the run; the previous result stays',
      z.object(about),
    ),
    defineEvent(
      'audience.run.ended.v1',
      'The run has come to its end; whoever waited for it can go on',
      z.object({
        ...about,
        trigger: runTrigger,
        businessDate: localDate,
        state: z.enum(['completed', 'failed', 'superseded', 'cancelled']),
        /** What the run has read of earlier days than its own. */
        staleInputs: z.array(staleInput),
      }),
    ),
  ],
});
