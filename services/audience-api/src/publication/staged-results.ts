import { Injectable } from '@nestjs/common';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { isFinished } from '../runs/domain/run-state';
import type { RunReference } from '../runs/locked-run';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import { RunsRepository } from '../runs/runs.repository';
import { gatherPieces, type ShardCount } from './domain/publication';
import { sizeChange, type PreviousResult, type SizeChange } from './domain/size-change';
import { MovementReader } from './movement.reader';

/** A counted result that nobody can see yet. */
export interface StagedResult {
  /** The run that was the published one when this one was counted against it; null for none. */
  readonly against: string | null;
  /** `lost` when ClickHouse has not all members of it. */
  readonly change: SizeChange | 'lost';
  readonly shards: readonly ShardCount[];
}

/** Results that are written and that nobody can see yet. */
@Injectable()
export class StagedResults {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly movements: MovementReader,
  ) {}

  /**
   * Counts the written result of a run, and who enters and leaves by it, against the result that is published now. Nothing is locked, so that
   * nobody waits for the engine with a lock or a connection in hand: whoever locks afterwards looks whether `against` still is published.
   * @returns undefined when the run has ended, or is not written yet.
   * @throws DependencyDownError when the engine cannot count now.
   */
  async count({ organisationId, audienceId, runId }: RunReference): Promise<StagedResult | undefined> {
    const [audience, run] = await Promise.all([
      this.audiences.find(organisationId, audienceId),
      this.runs.find(organisationId, runId),
    ]);
    const pieces = await this.runs.piecesOf([runId]);
    const current = snapshotIdsOf(pieces);
    if (!audience || !run || isFinished(run.state) || current.length < (run.pieces ?? 1)) return undefined;
    const { count, shards } = gatherPieces(pieces.map((piece) => piece.shards ?? []));
    const previous = await this.previousResult(audience.publishedRunId);
    const previousIds = previous ? await this.runs.snapshotIds(previous.runId) : [];
    const result = { organisationId, audienceId, current, previous: previousIds };
    const change = sizeChange(count, previous, await this.movements.between(result));
    return { against: audience.publishedRunId, change, shards };
  }

  private async previousResult(runId: string | null): Promise<PreviousResult | undefined> {
    if (runId === null) return undefined;
    const [run] = await this.runs.byIds([runId]);
    return run && { runId, count: run.count ?? 0 };
  }
}

/** The snapshots that together are the result of a run. */
export function snapshotIdsOf(pieces: readonly RunPieceEntity[]): string[] {
  return pieces.flatMap(({ snapshotId }) => snapshotId ?? []);
}
