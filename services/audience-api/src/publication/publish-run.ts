import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { createEvent, Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { SERVICE } from '../database/schema';
import { RunEndings, takeStep } from '../runs/run-endings';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import type { RunEntity } from '../runs/run.entity';
import { decidePublication, gatherPieces, type PublishedRun } from './domain/publication';

/**
 * Makes a run whose pieces are all written the result of its audience, or supersedes it. In one transaction, with the audience locked,
 * change: the run, the audience's pointer and the outbox. Readers see the old result or the new one, never a part.
 */
@Injectable()
export class PublishRun {
  constructor(
    private readonly audiences: AudiencesRepository,
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
    if (publication.outcome === 'supersede') return this.supersede(manager, run, publication.by);
    const { count, shards } = gatherPieces(pieces.map((piece) => piece.shards ?? []));
    if (!takeStep(run, 'publish')) return;
    run.count = count;
    run.shards = [...shards];
    await this.audiences.update(manager, {
      id: audience.id,
      publishedRunId: run.id,
      publishedRunSeq: run.runSeq,
    });
    await this.outbox.add(manager, topics.snapshot, [snapshotPublished(run, count, pieces)]);
    await this.endings.end(manager, run);
  }

  private async supersede(manager: EntityManager, run: RunEntity, byRunId: string): Promise<void> {
    if (!takeStep(run, 'supersede')) return;
    run.supersededBy = byRunId;
    const { id: runId, organisationId, audienceId, runSeq } = run;
    const event = createEvent(topics.run, {
      type: 'audience.run.superseded.v1',
      service: SERVICE,
      organisationId,
      subject: runId,
      key: audienceId,
      identity: [runId],
      data: { organisationId, audienceId, runId, runSeq, byRunId },
    });
    await this.outbox.add(manager, topics.run, [event]);
    await this.endings.end(manager, run);
  }
}

function publishedRun({ publishedRunId, publishedRunSeq }: AudienceEntity): PublishedRun | undefined {
  if (publishedRunId === null || publishedRunSeq === null) return undefined;
  return { runId: publishedRunId, runSeq: publishedRunSeq };
}

function snapshotPublished(run: RunEntity, count: number, pieces: readonly RunPieceEntity[]) {
  const { id: runId, organisationId, audienceId, definitionVersion, runSeq, asOf, businessDate } = run;
  return createEvent(topics.snapshot, {
    type: 'audience.snapshot.published.v1',
    service: SERVICE,
    organisationId,
    subject: audienceId,
    key: audienceId,
    identity: [runId],
    data: {
      organisationId,
      audienceId,
      definitionVersion,
      runId,
      runSeq,
      asOf,
      businessDate,
      snapshotIds: pieces.flatMap(({ snapshotId }) => snapshotId ?? []),
      count,
      shards: run.shards ?? [],
    },
  });
}
