import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ClickHouse, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';
import { uint16Bytes, uuidBytes } from '../engine/row-binary';
import { sharedStatistics } from '../engine/shared-statistics';
import type { StatementOptions } from '../engine/statement-options';
import { together } from '../engine/together';
import { writeEngineBitmap } from '../held-bitmaps/engine-bitmap';
import type { ShardUsers } from '../held-bitmaps/shard-users';
import type { ShardStatement } from '../kept-reads/bound-plan';
import type { SnapshotTarget } from './snapshot';

/** What a snapshot holds of one shard, read from the snapshot itself. */
export interface WrittenShard {
  readonly shard: number;
  readonly rows: number;
  readonly count: number;
}

/** Users of a snapshot that are written down, of one shard. */
interface ShardOfUsers {
  readonly target: SnapshotTarget;
  readonly shard: number;
  readonly users: ShardUsers;
}

/** 8 MiB in a part. */
const MOST_SHARDS_TOGETHER = 64;

/** Snapshots in ClickHouse. Failures are those of `ClickHouse`. */
@Injectable()
export class SnapshotRepository {
  private readonly insertTogether = together<ShardOfUsers, QueryStatistics>(
    () => 'snapshots',
    (shards) => this.insertUsers(shards),
    MOST_SHARDS_TOGETHER,
  );

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

  /**
   * One row, whole or not at all. Rows of several snapshots go into the table together, because what an `INSERT` costs is the part that it
   * makes; so it is not ended with one of the runs.
   */
  async writeUsers(target: SnapshotTarget, shard: number, users: ShardUsers): Promise<QueryStatistics> {
    return this.insertTogether({ target, shard, users });
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

  private async insertUsers(shards: readonly ShardOfUsers[]): Promise<QueryStatistics[]> {
    const rows = shards.map(({ target, shard, users }) =>
      Buffer.concat([
        uuidBytes(target.organisationId),
        uuidBytes(target.audienceId),
        uuidBytes(target.snapshotId),
        uint16Bytes(shard),
        uuidBytes(target.runId),
        writeEngineBitmap(users, shard),
      ]),
    );
    const columns = ['organisation', 'audience', 'snapshot', 'shard', 'run', 'users'];
    const options = { queryId: `snapshots/${randomUUID()}`, settings: planSettings(this.config) };
    const statistics = await this.clickhouse.insertBinary('snapshots', columns, rows, options);
    return shards.map(() => sharedStatistics(statistics, shards.length));
  }
}
