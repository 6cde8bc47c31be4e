import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { RunEndings, takeStep } from '../runs/run-endings';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { decidePublication, type PublishedRun } from './domain/publication';
import { judgeRun } from './judge-run';
import { RunHolds } from './run-holds';
import { snapshotEvents } from './snapshot-events';
import { StagedResults } from './staged-results';

/**
 * Staged result → checks → atomic publication. The result of a run whose pieces are all written is counted against the one that
 * is published, judged by the audience's quality gate, and takes the other's place by compare-and-set on the run's sequence. In one
 * transaction, with the audience locked, change: the run, the audience's pointer and the outbox. Readers see the old result or the
 * new one, never a part; a result that is held or superseded, never.
 */
@Injectable()
export class PublishRun {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly endings: RunEndings,
    private readonly staged: StagedResults,
    private readonly holds: RunHolds,
    private readonly outbox: Outbox,
  ) {}

  /** @throws DependencyDownError when the engine cannot count now: nothing has changed then. */
  async execute(
    manager: EntityManager,
    audience: AudienceEntity,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
  ): Promise<void> {
    if (!takeStep(run, 'gather')) return;
    run.calculatedAt = new Date();
    if (await this.supersedeLate(manager, audience, run)) return;
    await this.staged.count(manager, audience, run, pieces);
    const reasons = judgeRun(audience.qualityGate, run, pieces);
    if (reasons.length > 0) return this.holds.hold(manager, run, pieces, reasons);
    await this.publish(manager, audience, run, pieces);
  }

  /**
   * Publishes a held run that somebody has approved. It is counted again: an older run may have been published since it was held.
   * @throws DependencyDownError when the engine cannot count now: nothing has changed then.
   */
  async approve(manager: EntityManager, audience: AudienceEntity, run: RunEntity): Promise<void> {
    if (await this.supersedeLate(manager, audience, run)) return;
    const pieces = await this.runs.pieces(manager, run.id);
    await this.staged.count(manager, audience, run, pieces);
    await this.publish(manager, audience, run, pieces);
  }

  /** Ends a run that is older than the published one; whether it was. */
  private async supersedeLate(
    manager: EntityManager,
    audience: AudienceEntity,
    run: RunEntity,
  ): Promise<boolean> {
    const publication = decidePublication(run.runSeq, publishedRun(audience));
    if (publication.outcome === 'publish') return false;
    await this.endings.supersede(manager, run, publication.by);
    return true;
  }

  private async publish(
    manager: EntityManager,
    audience: AudienceEntity,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
  ): Promise<void> {
    if (!takeStep(run, 'publish')) return;
    await this.audiences.update(manager, {
      id: audience.id,
      publishedRunId: run.id,
      publishedRunSeq: run.runSeq,
    });
    await this.outbox.add(manager, topics.snapshot, [snapshotEvents.published(audience, run, pieces)]);
    await this.endings.end(manager, run);
    // A worker that was taken for dead may still be at a piece that another one has finished.
    if (pieces.some(({ attempt }) => attempt > 1)) await this.endings.stopQueries(manager, run, 'completed');
    // Whatever they still find could never be published.
    for (const older of await this.runs.unfinishedBefore(manager, run)) {
      await this.endings.supersede(manager, older, run.id);
    }
  }
}

function publishedRun({ publishedRunId, publishedRunSeq }: AudienceEntity): PublishedRun | undefined {
  if (publishedRunId === null || publishedRunSeq === null) return undefined;
  return { runId: publishedRunId, runSeq: publishedRunSeq };
}
