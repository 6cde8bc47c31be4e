import { Injectable } from '@nestjs/common';
import { PermanentError } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { ChangeFeed } from '../changes/change-feed';
import { LockedRuns, type RunReference } from '../runs/locked-run';
import { isFinished } from '../runs/domain/run-state';
import { takeStep } from '../runs/run-endings';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import { RunsRepository } from '../runs/runs.repository';
import type { ShardCount } from './domain/publication';
import { PublishRun } from './publish-run';

/** What a calculator tells of a piece that it has written. */
export interface CompletedPiece extends RunReference {
  readonly piece: number;
  readonly pieces: number;
  readonly snapshotId: string;
  readonly count: number;
  readonly shards: readonly ShardCount[];
  readonly engineMs: number;
  readonly rowsRead: number;
  readonly peakMemoryBytes: number;
  /** ISO 8601 instant; see the event. */
  readonly dataWatermark?: string | undefined;
}

/** Keeps the snapshot of a piece; the last piece publishes the run. */
@Injectable()
export class CompletePiece {
  constructor(
    private readonly lockedRuns: LockedRuns,
    private readonly runs: RunsRepository,
    private readonly publishRun: PublishRun,
    private readonly changes: ChangeFeed,
  ) {}

  /** @throws PermanentError `run.piece-unknown` when the run was never split so. */
  async execute(manager: EntityManager, completed: CompletedPiece): Promise<void> {
    const { audience, run } = await this.lockedRuns.lock(manager, completed);
    const pieces = await this.runs.pieces(manager, run.id);
    const piece = pieces.find((candidate) => candidate.piece === completed.piece);
    if (!piece || pieces.length !== completed.pieces) {
      const which = `${String(completed.piece)} of ${String(completed.pieces)}`;
      throw new PermanentError('run.piece-unknown', `run ${run.id} has no piece ${which}`);
    }
    // What has ended is a record; the snapshot of a late piece is read by nobody.
    if (isFinished(run.state)) return;
    // Another attempt at the piece was first; its snapshot may have been published, so it stays.
    if (piece.snapshotId !== null) return;
    keep(piece, completed);
    await this.runs.savePiece(manager, piece);
    run.startedAt ??= new Date();
    if (pieces.every(({ snapshotId }) => snapshotId !== null)) {
      await this.publishRun.execute(manager, audience, run, pieces);
    } else {
      takeStep(run, 'start');
      await this.runs.save(manager, run);
      await this.changes.announce(manager, run.id);
    }
  }
}

function keep(piece: RunPieceEntity, completed: CompletedPiece): void {
  piece.snapshotId = completed.snapshotId;
  piece.count = completed.count;
  piece.shards = [...completed.shards];
  piece.dataWatermark = completed.dataWatermark === undefined ? null : new Date(completed.dataWatermark);
  piece.engineMs = completed.engineMs;
  piece.rowsRead = completed.rowsRead;
  piece.peakMemoryBytes = completed.peakMemoryBytes;
  piece.shardsTotal = Math.max(piece.shardsTotal, completed.shards.length);
  piece.shardsDone = piece.shardsTotal;
}
