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

/** Keeps the snapshot of a piece; after the last one the run can be published. */
@Injectable()
export class CompletePiece {
  constructor(
    private readonly lockedRuns: LockedRuns,
    private readonly runs: RunsRepository,
    private readonly changes: ChangeFeed,
  ) {}

  /** @throws PermanentError `run.piece-unknown` when the run was never split so. */
  async execute(manager: EntityManager, completed: CompletedPiece): Promise<void> {
    const { run } = await this.lockedRuns.lock(manager, completed);
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
    const isLast = pieces.every(({ snapshotId }) => snapshotId !== null);
    if (isLast && takeStep(run, 'gather')) run.calculatedAt = new Date();
    if (!isLast) takeStep(run, 'start');
    await this.runs.save(manager, run);
    // After the last piece comes the publication, which is announced with its outcome.
    if (!isLast) await this.changes.announce(manager, run.id);
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
