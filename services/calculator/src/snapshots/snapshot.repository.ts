import { Inject, Injectable } from '@nestjs/common';
import { ClickHouse, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';
import type { StatementOptions } from '../engine/statement-options';
import type { ShardStatement } from '../kept-reads/bound-plan';
import type { SnapshotTarget } from './snapshot';

/** What a snapshot holds of one shard, read from the snapshot itself. */
export interface WrittenShard {
  readonly shard: number;
  readonly rows: number;
  readonly count: number;
}

/** Snapshots in ClickHouse. Failures are those of `ClickHouse`. */
@Injectable()
export class SnapshotRepository {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * One row, whole or not at all.
   * @param statement a plan's SELECT for the shard, which the engine computes: no member passes through Node.
   */
  async writeShard(
    target: SnapshotTarget,
    shard: number,
    { statement, parameters }: ShardStatement,
    options: StatementOptions,
  ): Promise<QueryStatistics> {
    return this.clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
       SELECT {organisation:UUID}, {targetAudience:UUID}, {targetSnapshot:UUID}, {shard:UInt32}, {targetRun:UUID}, users
       FROM
       (
${statement}
       )`,
      {
        ...parameters,
        organisation: target.organisationId,
        shard,
        targetAudience: target.audienceId,
        targetSnapshot: target.snapshotId,
        targetRun: target.runId,
      },
      { ...options, settings: planSettings(this.config) },
    );
  }

  /** Deletes snapshots that nobody reads any more; those that are gone already are no matter. */
  async delete(organisationId: string, audienceId: string, snapshotIds: readonly string[]): Promise<void> {
    await this.clickhouse.command(
      `DELETE FROM snapshots
       WHERE organisation = {organisation:UUID} AND audience = {audience:UUID} AND snapshot IN {snapshots:Array(UUID)}`,
      { organisation: organisationId, audience: audienceId, snapshots: snapshotIds },
    );
  }

  /** Rows and members of each shard of a snapshot. */
  async writtenShards(target: SnapshotTarget): Promise<WrittenShard[]> {
    return this.clickhouse.query<WrittenShard>(
      `SELECT shard, toUInt32(count()) AS rows, sum(card) AS count
       FROM snapshots
       WHERE organisation = {organisation:UUID} AND audience = {audience:UUID} AND snapshot = {snapshot:UUID}
       GROUP BY shard
       ORDER BY shard`,
      { organisation: target.organisationId, audience: target.audienceId, snapshot: target.snapshotId },
    );
  }
}
