import { Injectable } from '@nestjs/common';
import { Between, DataSource, LessThan, In } from 'typeorm';
import { RunPieceEntity } from '../runs/run-piece.entity';
import { RunEntity } from '../runs/run.entity';

/** Results of audiences: their completed runs. */
@Injectable()
export class HistoryRepository {
  constructor(private readonly database: DataSource) {}

  /** Newest first, below a sequence number. */
  async results(
    organisationId: string,
    audienceId: string,
    limit: number,
    below: number | undefined,
  ): Promise<RunEntity[]> {
    return this.database.getRepository(RunEntity).find({
      where: {
        ...{ organisationId, audienceId, state: 'completed' },
        ...(below !== undefined && { runSeq: LessThan(below) }),
      },
      order: { runSeq: 'DESC' },
      take: limit,
    });
  }

  /** The two, and every result that was published between them, in the order of publication. */
  async between(first: RunEntity, last: RunEntity): Promise<RunEntity[]> {
    const { organisationId, audienceId } = first;
    const all = {
      ...{ organisationId, audienceId, state: 'completed' as const },
      runSeq: Between(first.runSeq, last.runSeq),
    };
    return this.database.getRepository(RunEntity).find({
      where: [
        { ...all, keptAsHistory: false },
        { ...all, id: In([first.id, last.id]) },
      ],
      order: { runSeq: 'ASC' },
    });
  }

  /** The snapshots of results, by run. */
  async snapshots(runIds: readonly string[]): Promise<Map<string, string[]>> {
    const pieces = await this.database.getRepository(RunPieceEntity).findBy({ runId: In([...runIds]) });
    const snapshots = new Map(runIds.map((runId) => [runId, [] as string[]]));
    for (const { runId, snapshotId } of pieces) {
      if (snapshotId !== null) snapshots.get(runId)?.push(snapshotId);
    }
    return snapshots;
  }
}
