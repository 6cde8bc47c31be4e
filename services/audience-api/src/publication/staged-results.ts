import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { gatherPieces } from './domain/publication';
import { sizeChange, type PreviousResult } from './domain/size-change';
import { MovementReader } from './movement.reader';

/** Results that are written and that nobody can see yet. */
@Injectable()
export class StagedResults {
  constructor(
    private readonly runs: RunsRepository,
    private readonly movements: MovementReader,
  ) {}

  /**
   * Counts the staged result of a run, and who enters and leaves by it, against the result that is published now.
   * @throws DependencyDownError when the engine cannot count now.
   */
  async count(
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
}

/** The snapshots that together are the result of a run. */
export function snapshotIdsOf(pieces: readonly RunPieceEntity[]): string[] {
  return pieces.flatMap(({ snapshotId }) => snapshotId ?? []);
}
