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
import { decidePublication, gatherPieces, type PublishedRun } from './domain/publication';
import { snapshotEvents } from './snapshot-events';

/**
 * Makes a run whose pieces are all written the result of its audience, or supersedes it. In one transaction, with the audience locked,
 * change: the run, the audience's pointer and the outbox. Readers see the old result or the new one, never a part.
 */
@Injectable()
export class PublishRun {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly endings: RunEndings,
    private readonly outbox: Outbox,
  ) {}

  async execute(
    manager: EntityManager,
    audience: AudienceEntity,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
  ): Promise<void> {
    if (!takeStep(run, 'gather')) return;
    const publication = decidePublication(run.runSeq, publishedRun(audience));
    if (publication.outcome === 'supersede') return this.endings.supersede(manager, run, publication.by);
    const { count, shards } = gatherPieces(pieces.map((piece) => piece.shards ?? []));
    if (!takeStep(run, 'publish')) return;
    run.count = count;
    run.shards = [...shards];
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
