import { Injectable } from '@nestjs/common';
import { Between, DataSource, LessThan, LessThanOrEqual, In } from 'typeorm';
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

  /** The newest result of an audience whose business date is not after a date. */
  async resultOn(organisationId: string, audienceId: string, date: string): Promise<RunEntity | undefined> {
    const run = await this.database.getRepository(RunEntity).findOne({
      where: { organisationId, audienceId, state: 'completed', businessDate: LessThanOrEqual(date) },
      order: { businessDate: 'DESC', runSeq: 'DESC' },
    });
    return run ?? undefined;
  }

  /** Every result from one to another, both included, in the order of publication. */
  async between({ organisationId, audienceId, runSeq }: RunEntity, last: RunEntity): Promise<RunEntity[]> {
    return this.database.getRepository(RunEntity).find({
      where: { organisationId, audienceId, state: 'completed', runSeq: Between(runSeq, last.runSeq) },
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
