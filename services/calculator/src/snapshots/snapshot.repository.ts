import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SHARD_BITS, USERS_PER_SHARD } from '@muster/contracts';
import { ClickHouse, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';
import { uint16Bytes, uuidBytes } from '../engine/row-binary';
import { sharedStatistics } from '../engine/shared-statistics';
import type { StatementOptions } from '../engine/statement-options';
import { together } from '../engine/together';
import { idsOfShard, writeEngineBitmap } from '../held-bitmaps/engine-bitmap';
import type { SpanUsers } from '../held-bitmaps/span-users';
import type { SpanStatement } from '../kept-reads/bound-plan';
import type { SnapshotTarget } from './snapshot';

/** What a snapshot holds of one shard, read from the snapshot itself. */
export interface WrittenShard {
  readonly shard: number;
  readonly rows: number;
  readonly count: number;
}

/** Shards of a span that a snapshot has rows of. */
export interface SpanOfShards {
  readonly span: number;
  readonly shards: readonly number[];
}

/** Users of a snapshot that are written down, of one span. */
interface SpanOfUsers extends SpanOfShards {
  readonly target: SnapshotTarget;
  readonly users: SpanUsers;
}

/** 8 MiB in a part for organisations of a million users, 32 for larger ones. */
const MOST_SPANS_TOGETHER = 64;

/** The first id of a row's shard, in 64 bits: the last shard ends where 32 are used up. */
const FIRST_UID = `bitShiftLeft(toUInt64(shard), ${SHARD_BITS})`;

/** Snapshots in ClickHouse. Failures are those of `ClickHouse`. */
@Injectable()
export class SnapshotRepository {
  private readonly insertTogether = together<SpanOfUsers, QueryStatistics>(
    () => 'snapshots',
    (spans) => this.insertUsers(spans),
    MOST_SPANS_TOGETHER,
  );

  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * A row for each shard, all of them or none.
   * @param statement a plan's SELECT for the span, which the engine computes: no member passes through Node.
   */
  async writeSpan(
    target: SnapshotTarget,
    { span, shards }: SpanOfShards,
    { statement, parameters }: SpanStatement,
    options: StatementOptions,
  ): Promise<QueryStatistics> {
    return this.clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
       SELECT {organisation:UUID}, {targetAudience:UUID}, {targetSnapshot:UUID}, arrayJoin({targetShards:Array(UInt16)}) AS shard,
         {targetRun:UUID}, bitmapSubsetInRange(users, ${FIRST_UID}, ${FIRST_UID} + ${USERS_PER_SHARD})
       FROM
       (
${statement}
       )`,
      {
        ...parameters,
        organisation: target.organisationId,
        span,
        targetShards: shards,
        targetAudience: target.audienceId,
        targetSnapshot: target.snapshotId,
        targetRun: target.runId,
      },
      { ...options, settings: planSettings(this.config) },
    );
  }

  /**
   * A row for each shard, all of them or none. Rows of several snapshots go into the table together, because what an `INSERT` costs is the part that it
   * makes; so it is not ended with one of the runs.
   */
  async writeUsers(target: SnapshotTarget, at: SpanOfShards, users: SpanUsers): Promise<QueryStatistics> {
    return this.insertTogether({ ...at, target, users });
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

  private async insertUsers(spans: readonly SpanOfUsers[]): Promise<QueryStatistics[]> {
    const rows = spans.flatMap(({ target, span, shards, users }) =>
      shards.map((shard) =>
        Buffer.concat([
          uuidBytes(target.organisationId),
          uuidBytes(target.audienceId),
          uuidBytes(target.snapshotId),
          uint16Bytes(shard),
          uuidBytes(target.runId),
          writeEngineBitmap(users, span, idsOfShard(shard, span)),
        ]),
      ),
    );
    const columns = ['organisation', 'audience', 'snapshot', 'shard', 'run', 'users'];
    const options = { queryId: `snapshots/${randomUUID()}`, settings: planSettings(this.config) };
    const statistics = await this.clickhouse.insertBinary('snapshots', columns, rows, options);
    return spans.map(() => sharedStatistics(statistics, spans.length));
  }
}
