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
import { RunsRepository } from '../runs/runs.repository';
import { decidePublication, gatherPieces, type PublishedRun } from './domain/publication';
import { sizeChange, type PreviousResult } from './domain/size-change';
import { MovementReader } from './movement.reader';

/**
 * Publishes a run whose pieces are all written, or supersedes it: the staged result is counted against the one that is published, and
 * takes its place by compare-and-set on the run's sequence. In one transaction, with the audience locked, change: the run, the
 * audience's pointer and the outbox. Readers see the old result or the new one, never a part.
 */
@Injectable()
export class PublishRun {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly endings: RunEndings,
    private readonly movements: MovementReader,
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
    const publication = decidePublication(run.runSeq, publishedRun(audience));
    if (publication.outcome === 'supersede') return this.endings.supersede(manager, run, publication.by);
    await this.count(manager, audience, run, pieces);
    await this.publish(manager, audience, run, pieces);
  }

  /** Counts the staged result, and who enters and leaves by it. */
  private async count(
    manager: EntityManager,
    audience: AudienceEntity,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
  ): Promise<void> {
    const { count, shards } = gatherPieces(pieces.map((piece) => piece.shards ?? []));
    const previous = await this.previousResult(manager, audience);
    const movement =
      previous &&
      (await this.movements.between({
        organisationId: run.organisationId,
        audienceId: run.audienceId,
        previous: await this.runs.snapshotIds(previous.runId, manager),
        current: snapshotIdsOf(pieces),
      }));
    const change = sizeChange(count, previous, movement);
    run.count = change.count;
    run.shards = [...shards];
    run.previousRunId = previous?.runId ?? null;
    run.previousCount = previous?.count ?? null;
    run.entered = change.entered;
    run.left = change.left;
  }

  private async previousResult(
    manager: EntityManager,
    { id, publishedRunId }: AudienceEntity,
  ): Promise<PreviousResult | undefined> {
    if (publishedRunId === null) return undefined;
    const run = await this.runs.ofAudience(manager, id, publishedRunId);
    return { runId: publishedRunId, count: run?.count ?? 0 };
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
    await this.outbox.add(manager, topics.snapshot, [snapshotPublished(run, pieces)]);
    await this.endings.end(manager, run);
    // A worker that was taken for dead may still be at a piece that another one has finished.
    if (pieces.some(({ attempt }) => attempt > 1)) await this.endings.stopQueries(manager, run, 'completed');
    // Whatever they still find could never be published.
    for (const older of await this.runs.unfinishedBefore(manager, run)) {
      await this.endings.supersede(manager, older, run.id);
    }
  }
}

function snapshotIdsOf(pieces: readonly RunPieceEntity[]): string[] {
  return pieces.flatMap(({ snapshotId }) => snapshotId ?? []);
}

function publishedRun({ publishedRunId, publishedRunSeq }: AudienceEntity): PublishedRun | undefined {
  if (publishedRunId === null || publishedRunSeq === null) return undefined;
  return { runId: publishedRunId, runSeq: publishedRunSeq };
}

function snapshotPublished(run: RunEntity, pieces: readonly RunPieceEntity[]) {
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
      snapshotIds: snapshotIdsOf(pieces),
      count: run.count ?? 0,
      shards: run.shards ?? [],
      ...(run.previousRunId !== null && { previousRunId: run.previousRunId }),
      previousCount: run.previousCount ?? 0,
      entered: run.entered ?? 0,
      left: run.left ?? 0,
    },
  });
}
