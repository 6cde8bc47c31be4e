import type { IdType } from '@muster/contracts';
import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import type { NamedUid } from './domain/name';

/** Uids whose names are read at a time: a few ten thousand names. */
const UIDS_PER_PAGE = 10_000;

/** What ClickHouse holds of an organisation's registry: that of the moment when a name was last projected. */
@Injectable()
export class LandedRegistryRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** The number of registry changes that ClickHouse has seen. */
  async changes(organisation: string): Promise<number> {
    const [row] = await this.clickhouse.query<{ changes: number }>(
      'SELECT max(changes) AS changes FROM registry_marks WHERE organisation = {organisation:UUID}',
      { organisation },
    );
    return row?.changes ?? 0;
  }

  async mark(organisation: string, changes: number): Promise<void> {
    await this.clickhouse.insert('registry_marks', [{ organisation, changes }]);
  }

  /**
   * The greatest uid under which anything lies; 0 when nothing does. Names are projected before anything lands under their uids, but a
   * name that has moved to another user does not tell its old uid, so events and tags are asked as well: events by their
   * daily bitmaps, which are twenty times smaller.
   */
  async greatestUid(organisation: string): Promise<number> {
    const greatest = (table: string) =>
      `SELECT uid FROM ${table} WHERE organisation = {organisation:UUID} ORDER BY uid DESC LIMIT 1`;
    const [row] = await this.clickhouse.query<{ greatest: number }>(
      `SELECT max(uid) AS greatest FROM (
         ${greatest('identities')}
         UNION ALL ${greatest('users')}
         UNION ALL SELECT max(uid) FROM tag_values WHERE organisation = {organisation:UUID}
         UNION ALL SELECT max(bitmapMax(users)) FROM event_days
           WHERE organisation = {organisation:UUID}
             AND shard = (SELECT max(shard) FROM event_days WHERE organisation = {organisation:UUID})
       )`,
      { organisation },
    );
    return row?.greatest ?? 0;
  }

  /** All names and whom they stand for, user by user. A name that has moved can come twice, with different versions. */
  async *names(organisation: string, greatestUid: number): AsyncGenerator<readonly NamedUid[]> {
    for (let from = 1; from <= greatestUid; from += UIDS_PER_PAGE) {
      const rows = await this.clickhouse.query<{
        id_type: IdType;
        id: string;
        uid: number;
        newest: number;
      }>(
        `SELECT id_type, id, uid, max(version) AS newest FROM identities
         WHERE organisation = {organisation:UUID} AND uid >= {from:UInt32} AND uid < {to:UInt64}
         GROUP BY uid, id_type, id
         HAVING argMax(deleted, version) = 0`,
        { organisation, from, to: from + UIDS_PER_PAGE },
      );
      if (rows.length > 0) {
        yield rows.map(({ id_type: idType, id, uid, newest: version }) => ({ idType, id, uid, version }));
      }
    }
  }
}
