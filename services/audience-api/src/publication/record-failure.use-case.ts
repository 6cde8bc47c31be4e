import { Injectable } from '@nestjs/common';
import type { Failure } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import { LockedRuns, type RunReference } from '../runs/locked-run';
import { RunEndings } from '../runs/run-endings';
import { RunsRepository } from '../runs/runs.repository';

/** What a calculator tells of a run that it has given up. */
export interface FailedPiece extends RunReference, Failure {
  /** The piece, and the attempt at it; left out when the run failed as a whole. */
  readonly piece?: number | undefined;
  readonly attempt?: number | undefined;
}

/** A calculator has given a run up: it ends without a result, and the previous result stays. */
@Injectable()
export class RecordFailure {
  constructor(
    private readonly lockedRuns: LockedRuns,
    private readonly runs: RunsRepository,
    private readonly endings: RunEndings,
  ) {}

  async execute(manager: EntityManager, failed: FailedPiece): Promise<void> {
    const { run } = await this.lockedRuns.lock(manager, failed);
    // The result is written: it is for people to decide about, not for a calculator.
    if (run.state === 'held') return;
    if (failed.piece !== undefined && (await this.isOthers(manager, failed, failed.piece))) return;
    await this.endings.recordFailure(manager, run, { code: failed.code, message: failed.message });
  }

  /** Whether somebody else has the piece by now, or has finished it: their result counts, not the failure of who had it before. */
  private async isOthers(
    manager: EntityManager,
    { runId, attempt = 1 }: FailedPiece,
    failedPiece: number,
  ): Promise<boolean> {
    const pieces = await this.runs.pieces(manager, runId);
    const piece = pieces.find((candidate) => candidate.piece === failedPiece);
    return piece !== undefined && (piece.snapshotId !== null || attempt < piece.attempt);
  }
}
