import type { HeldReason, QualityGate } from '@muster/contracts';
import { earliestWatermark } from '../runs/domain/data-watermark';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import type { RunEntity } from '../runs/run.entity';
import { judgeResult } from './domain/quality-gate';

/** Judges the counted result of a run. */
export function judgeRun(gate: QualityGate, run: RunEntity, pieces: readonly RunPieceEntity[]): HeldReason[] {
  const { previousRunId, previousCount } = run;
  return judgeResult(gate, {
    count: run.count ?? 0,
    previous: previousRunId === null ? undefined : { runId: previousRunId, count: previousCount ?? 0 },
    asOf: new Date(run.asOf),
    dataWatermark: earliestWatermark(pieces.map(({ dataWatermark }) => dataWatermark)),
  });
}
