import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import { type DataScope, scopesOf } from '../domain/data-scope';

/** What has been landed under some uids. */
export interface LandedUnder {
  /** Applications, events and days of their events, in three lists of one length: as the engine takes them. */
  readonly days: {
    readonly apps: readonly string[];
    readonly events: readonly string[];
    readonly days: readonly string[];
  };
  /** The parts of the data that their events and tag values belong to. */
  readonly scopes: readonly DataScope[];
}

/**
 * Finds what was landed under uids without reading the events of the organisation: the daily bitmaps say which events they have on which days
 * (a twentieth of the events' size, and only the shards of these uids are looked into), and tag values are sorted by uid inside a tag.
 */
@Injectable()
export class LandedUnderRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  async of(organisation: string, uids: readonly number[]): Promise<LandedUnder> {
    const [days, tags] = [await this.days(organisation, uids), await this.tags(organisation, uids)];
    return {
      days: {
        apps: days.map(({ app }) => app),
        events: days.map(({ event }) => event),
        days: days.map(({ day }) => day),
      },
      scopes: [
        ...scopesOf(
          'event',
          days.map(({ event }) => event),
        ),
        ...scopesOf(
          'tag',
          tags.map(({ tag }) => tag),
        ),
      ],
    };
  }

  private days(
    organisation: string,
    uids: readonly number[],
  ): Promise<{ readonly app: string; readonly event: string; readonly day: string }[]> {
    return this.clickhouse.query(
      `WITH (SELECT groupBitmapState(arrayJoin({uids:Array(UInt32)}))) AS wanted
       SELECT DISTINCT app, event, toString(day) AS day FROM event_days
       WHERE organisation = {organisation:UUID}
         AND shard IN (SELECT toUInt16(bitShiftRight(arrayJoin({uids:Array(UInt32)}), 20)))
         AND bitmapHasAny(users, wanted)`,
      { organisation, uids },
    );
  }

  private tags(organisation: string, uids: readonly number[]): Promise<{ readonly tag: string }[]> {
    return this.clickhouse.query(
      `SELECT DISTINCT tag FROM tag_values
       WHERE organisation = {organisation:UUID} AND uid IN {uids:Array(UInt32)}`,
      { organisation, uids },
    );
  }
}
