import { Injectable } from '@nestjs/common';
import { topics, type Failure } from '@muster/contracts';
import { Outbox } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { LockedRuns, type RunReference } from '../runs/locked-run';
import { RunEndings, takeStep } from '../runs/run-endings';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { decidePublication, type DatedRun, type WrittenRun } from './domain/publication';
import type { SizeChange } from './domain/size-change';
import { judgeRun } from './judge-run';
import { RunHolds } from './run-holds';
import { snapshotEvents } from './snapshot-events';
import { StagedResults, type StagedResult } from './staged-results';

/** A written result, with its audience locked. */
interface Candidate {
  readonly audience: AudienceEntity;
  readonly run: RunEntity;
  readonly pieces: readonly RunPieceEntity[];
}

/**
 * Staged result → checks → atomic publication. The result of a run whose pieces are all written is counted against the one that
 * is published, without any lock; then, in one transaction with the audience locked, judged by the audience's quality gate and put in the other's
 * place, unless it would lead readers back in time. In that transaction change: the run, the audience's pointer and the outbox.
 * Readers see the old result or the new one, never a part; a result that is held, kept as history or superseded, never.
 */
@Injectable()
export class PublishRun {
  constructor(
    private readonly database: DataSource,
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly lockedRuns: LockedRuns,
    private readonly endings: RunEndings,
    private readonly staged: StagedResults,
    private readonly holds: RunHolds,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Ends a run of which every piece is written; nothing happens to others. Safe to repeat.
   * @throws DependencyDownError when the engine cannot count now: nothing has changed then.
   */
  async execute(reference: RunReference): Promise<void> {
    await this.withCounted(reference, async (manager, candidate, staged) => {
      const { audience, run, pieces } = candidate;
      if (run.state !== 'publishing' || !(await this.mayBePublished(manager, candidate, staged))) return;
      const reasons = judgeRun(audience.qualityGate, run, pieces);
      if (reasons.length > 0) return this.holds.hold(manager, run, pieces, reasons);
      await this.publish(manager, candidate);
    });
  }

  /**
   * Publishes a held run that somebody approves. It is counted again: an older run may have been published since it was held.
   * @param approve called with the run, locked, before it is published; whether that is to be done now.
   * @throws DependencyDownError when the engine cannot count now: nothing has changed then.
   */
  async approve(reference: RunReference, approve: (run: RunEntity) => boolean): Promise<void> {
    await this.withCounted(reference, async (manager, candidate, staged) => {
      if (!approve(candidate.run)) return;
      if (await this.mayBePublished(manager, candidate, staged)) await this.publish(manager, candidate);
    });
  }

  /** Counts first, then locks and looks whether that was counted which is published now. */
  private async withCounted(
    reference: RunReference,
    settle: (manager: EntityManager, candidate: Candidate, staged: StagedResult) => Promise<void>,
  ): Promise<void> {
    for (let isSettled = false; !isSettled;) {
      const staged = await this.staged.count(reference);
      if (!staged) return;
      isSettled = await this.database.transaction(async (manager) => {
        const { audience, run } = await this.lockedRuns.lock(manager, reference);
        if (audience.publishedRunId !== staged.against) return false;
        const pieces = await this.runs.pieces(manager, run.id);
        await settle(manager, { audience, run, pieces }, staged);
        return true;
      });
    }
  }

  /** Takes over what was counted. A run that cannot be published has ended then, or is kept as history. */
  private async mayBePublished(
    manager: EntityManager,
    { audience, run, pieces }: Candidate,
    { change, shards }: StagedResult,
  ): Promise<boolean> {
    const published = await this.publishedRun(manager, audience);
    const older = await this.runs.unfinishedBefore(manager, run);
    const publication = decidePublication(written(run), published, older);
    if (publication.outcome === 'supersede') {
      await this.endings.supersede(manager, run, publication.by);
      return false;
    }
    if (change === 'lost') {
      await this.endings.fail(manager, run, RESULT_LOST);
      return false;
    }
    run.count = change.count;
    run.shards = [...shards];
    if (publication.outcome === 'publish') {
      takeOver(run, change);
      return true;
    }
    await this.keep(manager, run, pieces);
    return false;
  }

  /** Ends a run whose result is there for those who ask for it, and has replaced no other. */
  private async keep(
    manager: EntityManager,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
  ): Promise<void> {
    if (!takeStep(run, 'publish')) return;
    run.keptAsHistory = true;
    await this.end(manager, run, pieces);
  }

  private async publish(manager: EntityManager, { audience, run, pieces }: Candidate): Promise<void> {
    if (!takeStep(run, 'publish')) return;
    await this.audiences.update(manager, {
      id: audience.id,
      publishedRunId: run.id,
      publishedRunSeq: run.runSeq,
    });
    await this.outbox.add(manager, topics.snapshot, [snapshotEvents.published(audience, run, pieces)]);
    await this.end(manager, run, pieces);
    // Whatever they still find could never be published, unless it is that of a past day.
    for (const older of await this.runs.unfinishedBefore(manager, run)) {
      const { outcome } = decidePublication(written(older), dated(run), []);
      if (outcome === 'supersede') await this.endings.supersede(manager, older, run.id);
    }
  }

  private async end(
    manager: EntityManager,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
  ): Promise<void> {
    await this.endings.end(manager, run);
    // A worker that was taken for dead may still be at a piece that another one has finished.
    if (pieces.some(({ attempt }) => attempt > 1)) await this.endings.stopQueries(manager, run, 'completed');
  }

  private async publishedRun(
    manager: EntityManager,
    { publishedRunId }: AudienceEntity,
  ): Promise<DatedRun | undefined> {
    const [run] = publishedRunId === null ? [] : await this.runs.byIds([publishedRunId], manager);
    return run && dated(run);
  }
}

const RESULT_LOST: Failure = {
  code: 'run.result-lost',
  message:
    'ClickHouse has not all members that calculators have written for this run; run the audience again',
};

function takeOver(run: RunEntity, { previous, entered, left }: SizeChange): void {
  run.previousRunId = previous?.runId ?? null;
  run.previousCount = previous?.count ?? null;
  run.entered = entered;
  run.left = left;
}

function dated({ id: runId, runSeq, asOf, businessDate }: RunEntity): DatedRun {
  return { runId, runSeq, asOf, businessDate };
}

function written(run: RunEntity): WrittenRun {
  return { ...dated(run), trigger: run.trigger, publication: run.publication };
}
