import { Inject, Injectable } from '@nestjs/common';
import { SERVICE_CONFIG } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { ChangeFeed } from '../changes/change-feed';
import type { AudienceApiConfig } from '../config';
import { DatabaseClock } from '../database/database-clock';
import { renew } from '../liveness/domain/lease';
import { isFinished } from '../runs/domain/run-state';
import { LockedRuns, type RunReference } from '../runs/locked-run';
import { takeStep } from '../runs/run-endings';
import { RunsRepository } from '../runs/runs.repository';

/** What a calculator tells while it works on a piece. */
export interface PieceProgress extends RunReference {
  readonly piece: number;
  /** Shards of the piece that are written, and all of them; left out when it has only begun. */
  readonly shardsDone?: number;
  readonly shards?: number;
  /** Left out by calculators that know no leases. */
  readonly attempt?: number | undefined;
  readonly worker?: string | undefined;
}

/** Shows that calculators work on a run, and renews the lease of the piece. Late news of a finished run changes nothing. */
@Injectable()
export class NoteProgress {
  constructor(
    private readonly lockedRuns: LockedRuns,
    private readonly runs: RunsRepository,
    private readonly changes: ChangeFeed,
    private readonly clock: DatabaseClock,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  async execute(manager: EntityManager, progress: PieceProgress): Promise<void> {
    const { run } = await this.lockedRuns.lock(manager, progress);
    if (isFinished(run.state)) return;
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
    // Who knows no leases renews none, and must not be given up for it.
    if (progress.attempt !== undefined) {
      const sign = { attempt: progress.attempt, worker: progress.worker ?? 'unnamed' };
      const now = await this.clock.now(manager);
      Object.assign(piece, renew(piece, sign, now, this.config.RUN_LEASE_SECONDS));
    }
    await this.runs.savePiece(manager, piece);
    await this.changes.announce(manager, run.id);
  }
}
