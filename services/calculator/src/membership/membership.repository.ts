import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { SHARD_BITS } from '@muster/contracts';
import { ClickHouse, type QueryOptions, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import type { ResultToStream } from './streamed-result';

/** What differs between two results in one shard of users, in users. */
export interface ShardDifference {
  readonly shard: number;
  readonly before: number;
  readonly now: number;
  readonly entered: number;
  readonly left: number;
}

/** A user who entered, or left. */
export interface MembershipChange {
  readonly id: string;
  readonly state: 'in' | 'out';
}

/** A part of a shard's changes. */
export interface ChangePage {
  readonly shard: number;
  readonly offset: number;
  readonly limit: number;
}

type Audience = Pick<ResultToStream, 'organisationId' | 'audienceId' | 'snapshotIds'>;

/** The bitmaps of two results in a shard; a shard that one of them does not have is empty there. */
const BITMAPS = `groupBitmapMergeStateIf(users, has({now:Array(UUID)}, snapshot)) AS present,
         groupBitmapMergeStateIf(users, has({before:Array(UUID)}, snapshot)) AS earlier
       FROM snapshots
       WHERE organisation = {organisation:UUID} AND audience = {audience:UUID}
         AND snapshot IN arrayConcat({now:Array(UUID)}, {before:Array(UUID)})`;

/**
 * Members of results, and what differs between two of them. The engine compares bitmaps; users are named as they are read. Users who
 * were deleted since are named too, from their old rows: they were members, and who leaves by being deleted must be told of.
 * Failures are those of `ClickHouse`.
 */
@Injectable()
export class MembershipRepository {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /** Shard by shard, ascending. @param before snapshots of the earlier result; none when there was none. */
  async differences(result: Audience, before: readonly string[]): Promise<ShardDifference[]> {
    return this.clickhouse.query<ShardDifference>(
      `SELECT shard, bitmapCardinality(earlier) AS before, bitmapCardinality(present) AS now,
         bitmapAndnotCardinality(present, earlier) AS entered, bitmapAndnotCardinality(earlier, present) AS left
       FROM
       (
         SELECT shard, ${BITMAPS}
         GROUP BY shard
       )
       ORDER BY shard`,
      parametersOf(result, before),
    );
  }

  /**
   * Some of those who entered or left in a shard, ordered by uid. Pages, and not one long answer: the embedded engine answers one
   * question at a time, so none may wait for a reader that has another question.
   * @param offset how many of the shard's changes come before.
   */
  async changes(
    result: Audience,
    before: readonly string[],
    { shard, offset, limit }: ChangePage,
    signal: AbortSignal,
  ): Promise<MembershipChange[]> {
    return this.clickhouse.query<MembershipChange>(
      `WITH
         (SELECT tuple(present, earlier) FROM (SELECT ${BITMAPS} AND shard = {shard:UInt32})) AS bitmaps
       SELECT entity_id AS id, if(bitmapContains(bitmaps.1, uid), 'in', 'out') AS state
       FROM users
       WHERE organisation = {organisation:UUID}
         AND uid IN
           (SELECT arrayJoin(bitmapToArray(
              subBitmap(bitmapXor(bitmaps.1, bitmaps.2), {offset:UInt32}, {limit:UInt32}))))
       ORDER BY uid
       LIMIT 1 BY uid`,
      { ...parametersOf(result, before), shard, offset, limit },
      this.options(signal),
    );
  }

  /** All members of a shard as the lines of a chunk, ordered by uid: the same members always give the same bytes. */
  async members(result: Audience, shard: number, signal: AbortSignal): Promise<Readable> {
    return this.clickhouse.stream(
      `WITH (SELECT present FROM (SELECT ${BITMAPS} AND shard = {shard:UInt32})) AS members
       SELECT 'entity' AS idType, entity_id AS id
       FROM users
       WHERE organisation = {organisation:UUID}
         AND uid >= bitShiftLeft({shard:UInt32}, ${SHARD_BITS}) AND uid < bitShiftLeft({shard:UInt32} + 1, ${SHARD_BITS})
         AND bitmapContains(members, uid)
       ORDER BY uid
       LIMIT 1 BY uid
       FORMAT JSONEachRow`,
      { ...parametersOf(result, []), shard },
      this.options(signal),
    );
  }

  private options(signal: AbortSignal): QueryOptions {
    return {
      signal,
      settings: {
        // The time that the object store takes counts, too: the engine waits for it.
        max_execution_time: this.config.CALCULATOR_MAX_EXECUTION_SECONDS,
        output_format_json_escape_forward_slashes: 0,
      },
    };
  }
}

function parametersOf({ organisationId, audienceId, snapshotIds }: Audience, before: readonly string[]) {
  return { organisation: organisationId, audience: audienceId, now: snapshotIds, before };
}
