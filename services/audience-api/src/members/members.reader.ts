import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';

/** The result of a run, as it lies in the engine. */
export interface StoredResult {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly snapshotIds: readonly string[];
}

/** An identity of a user. */
export interface IdentityRow {
  readonly uid: number;
  readonly idType: string;
  readonly id: string;
}

/** The value of an attribute in every typed form that the data had. Numbers are decimal text; times `2026-11-21 08:00:00.000000`, UTC. */
export interface AttributeRow {
  readonly uid: number;
  readonly attribute: string;
  readonly text: string | null;
  readonly number: string | null;
  readonly boolean: boolean | null;
  readonly time: string | null;
  readonly list: readonly string[];
  readonly isList: boolean;
}

/** Reads members and what is known of them. Reads only, and every statement names the organisation. */
@Injectable()
export class MembersReader {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** The first uids of a result above `afterUid`, in order, from the named shards. */
  async uids(
    { organisationId, audienceId, snapshotIds }: StoredResult,
    shards: readonly number[],
    afterUid: number,
    limit: number,
  ): Promise<number[]> {
    if (shards.length === 0) return [];
    const rows = await this.clickhouse.query<{ uid: number }>(
      `SELECT arrayJoin(bitmapToArray(
         bitmapSubsetLimit(groupBitmapMergeState(users), {from:UInt32}, {limit:UInt32}))) AS uid
       FROM snapshots
       WHERE organisation = {organisation:UUID} AND audience = {audience:UUID}
         AND snapshot IN {snapshots:Array(UUID)} AND shard IN {shards:Array(UInt16)}
       ORDER BY uid`,
      {
        organisation: organisationId,
        audience: audienceId,
        snapshots: snapshotIds,
        shards,
        from: afterUid + 1,
        limit,
      },
    );
    return rows.map(({ uid }) => uid);
  }

  /** Entity IDs of users. */
  async users(
    organisationId: string,
    uids: readonly number[],
  ): Promise<{ readonly uid: number; readonly entityId: string }[]> {
    return this.clickhouse.query(
      `SELECT uid, entity_id AS entityId FROM users FINAL
       WHERE organisation = {organisation:UUID} AND uid IN {uids:Array(UInt32)}`,
      { organisation: organisationId, uids },
    );
  }

  /**
   * Account and device IDs of users. An identity can have moved from another user, so its newest row decides whose it is: the
   * inner query finds the candidates by the projection `by_uid`, the outer one looks them up by the sort key.
   */
  async identities(organisationId: string, uids: readonly number[]): Promise<IdentityRow[]> {
    return this.clickhouse.query(
      `SELECT argMax(uid, version) AS uid, id_type AS idType, id
       FROM identities
       WHERE organisation = {organisation:UUID} AND (id_type, id_hash, id) IN (
         SELECT id_type, id_hash, id FROM identities
         WHERE organisation = {organisation:UUID} AND id_type IN ('account', 'device')
           AND uid IN {uids:Array(UInt32)})
       GROUP BY id_type, id
       HAVING argMax(deleted, version) = 0 AND has({uids:Array(UInt32)}, uid)
       ORDER BY uid, id_type, id`,
      { organisation: organisationId, uids },
    );
  }

  async attributes(organisationId: string, uids: readonly number[]): Promise<AttributeRow[]> {
    return this.clickhouse.query(
      `SELECT uid, attribute, text, toString(number) AS number, boolean, toString(time) AS time, list, is_list AS isList
       FROM user_attributes FINAL
       WHERE organisation = {organisation:UUID} AND uid IN {uids:Array(UInt32)}
       ORDER BY uid, attribute`,
      { organisation: organisationId, uids },
    );
  }
}
