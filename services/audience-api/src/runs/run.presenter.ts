import type { RunResource } from '@muster/contracts';
import { earliestWatermark } from './domain/data-watermark';
import { durationsOf } from './domain/durations';
import type { RunPieceEntity } from './run-piece.entity';
import type { RunEntity } from './run.entity';

/** A run as HTTP shows it. */
export function presentRun(run: RunEntity, pieces: readonly RunPieceEntity[]): RunResource {
  const work =
    pieces.every(({ snapshotId }) => snapshotId !== null) && pieces.length > 0 ? workOf(pieces) : undefined;
  return {
    id: run.id,
    audienceId: run.audienceId,
    runSeq: run.runSeq,
    definitionVersion: run.definitionVersion,
    trigger: run.trigger,
    state: run.state,
    asOf: run.asOf,
    businessDate: run.businessDate,
    progress: {
      shardsDone: sum(pieces.map((piece) => piece.shardsDone)),
      shards: sum(pieces.map((piece) => piece.shardsTotal)),
    },
    publication: run.publication,
    keptAsHistory: run.keptAsHistory,
    count: run.count,
    previousRunId: run.previousRunId,
    previousCount: run.previousCount,
    entered: run.entered,
    left: run.left,
    dataWatermark: work?.dataWatermark?.toISOString() ?? null,
    inputs: run.inputs.map(({ audienceId, runId }) => ({ audienceId, runId })),
    waitsFor: run.waitsFor,
    staleInputs: run.staleInputs,
    failure: run.failureCode === null ? null : { code: run.failureCode, message: run.failureMessage ?? '' },
    heldReasons: run.heldReasons ?? [],
    decision: run.decision,
    diagnostics: run.diagnostics ?? [],
    supersededBy: run.supersededBy,
    engineMs: work?.engineMs ?? null,
    rowsRead: work?.rowsRead ?? null,
    peakMemoryBytes: work?.peakMemoryBytes ?? null,
    durations: durationsOf(run),
    requestedAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}

/** What the calculation has read and cost: time and rows of all pieces together, memory of the largest. */
function workOf(pieces: readonly RunPieceEntity[]) {
  return {
    engineMs: sum(pieces.map(({ engineMs }) => engineMs ?? 0)),
    rowsRead: sum(pieces.map(({ rowsRead }) => rowsRead ?? 0)),
    dataWatermark: earliestWatermark(pieces.map(({ dataWatermark }) => dataWatermark)),
    peakMemoryBytes: Math.max(...pieces.map(({ peakMemoryBytes }) => peakMemoryBytes ?? 0)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
