import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LockedRuns, type RunReference } from '../runs/locked-run';
import { takeStep } from '../runs/run-endings';
import { RunsRepository } from '../runs/runs.repository';

/** What a calculator tells while it works on a piece. */
export interface PieceProgress extends RunReference {
  readonly piece: number;
  /** Shards of the piece that are written, and all of them; left out when it has only begun. */
  readonly shardsDone?: number;
  readonly shards?: number;
}

/** Shows that calculators work on a run. Late news of a finished run changes nothing. */
@Injectable()
export class NoteProgress {
  constructor(
    private readonly lockedRuns: LockedRuns,
    private readonly runs: RunsRepository,
  ) {}

  async execute(manager: EntityManager, progress: PieceProgress): Promise<void> {
    const { run } = await this.lockedRuns.lock(manager, progress);
    if (takeStep(run, 'start')) {
      run.startedAt = new Date();
      await this.runs.save(manager, run);
    }
    const pieces = await this.runs.pieces(manager, run.id);
    const piece = pieces.find((candidate) => candidate.piece === progress.piece);
    if (!piece || piece.snapshotId !== null) return;
    // A second attempt begins again; what people see does not go back.
    piece.shardsDone = Math.max(piece.shardsDone, progress.shardsDone ?? 0);
    piece.shardsTotal = Math.max(piece.shardsTotal, progress.shards ?? 0);
    await this.runs.savePiece(manager, piece);
  }
}
