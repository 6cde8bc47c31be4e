import { Injectable } from '@nestjs/common';
import { shardOf } from '@muster/contracts';
import { ClickHouse, type QueryOptions } from '@muster/platform';

/** A user that is known to an organisation. */
export interface KnownUser {
  readonly uid: number;
  readonly entityId: string;
}

/** Who an id stands for. Reads what the importer landed; failures are those of `ClickHouse`. */
@Injectable()
export class KnownUserRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  /**
   * The user of an identity; undefined when there is none, or when only events or tags have named it so far. The newest row of an
   * identity decides, because it can have moved from another user.
   */
  async find(
    organisationId: string,
    { idType, id }: { readonly idType: string; readonly id: string },
    options: QueryOptions,
  ): Promise<KnownUser | undefined> {
    const [user] = await this.clickhouse.query<KnownUser>(
      `SELECT uid, entity_id AS entityId FROM users FINAL
       WHERE organisation = {organisation:UUID} AND uid IN (
         SELECT uid FROM identities FINAL
         WHERE organisation = {organisation:UUID} AND id_type = {idType:String}
           AND id_hash = cityHash64({id:String}) AND id = {id:String})`,
      { organisation: organisationId, idType, id },
      options,
    );
    return user;
  }

  /** Whether snapshots of an audience hold the user. */
  async isInSnapshots(
    { uid }: KnownUser,
    organisationId: string,
    audienceId: string,
    snapshotIds: readonly string[],
    options: QueryOptions,
  ): Promise<boolean> {
    const rows = await this.clickhouse.query<{ found: number }>(
      `SELECT bitmapContains(users, {uid:UInt32}) AS found FROM snapshots
       WHERE organisation = {organisation:UUID} AND audience = {audience:UUID}
         AND snapshot IN {snapshots:Array(UUID)} AND shard = {shard:UInt16}`,
      {
        organisation: organisationId,
        audience: audienceId,
        snapshots: snapshotIds,
        uid,
        shard: shardOf(uid),
      },
      options,
    );
    return rows.some(({ found }) => found === 1);
  }
}
