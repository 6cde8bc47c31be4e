import { Injectable } from '@nestjs/common';
import { ClickHouse, type QueryParameters } from '@muster/platform';
import { landingPieces, type StagedDay } from './landing-pieces';
import { OPEN_DAYS } from './landing-scopes.repository';
import type { LandingTurn } from './landing-turn';

/**
 * Events that are read for one statement. Their bitmaps are held in memory, on both sides of a comparison: at most 128 KiB for each
 * 2^20 users, application, event and day, and about four bytes for an event where users are few.
 */
const EVENTS_PER_PIECE = 10_000_000;

/** Keys that one statement deletes: they travel as its parameters. */
const KEYS_PER_DELETION = 1_000;

const KEY = 'app, event, day, shard';
const SHARD_OF_UID = 'toUInt16(bitShiftRight(uid, 20))';

const of = (shard: string): string =>
  `organisation = {organisation:UUID} AND day BETWEEN {from:Date} AND {to:Date} AND (app, event, day) IN (${OPEN_DAYS})
   AND ${shard} % {parts:UInt32} = {part:UInt32}`;

const LANDED_USERS = `SELECT app, event, day, ${SHARD_OF_UID} AS shard, groupBitmapState(uid) AS users
  FROM events WHERE ${of(SHARD_OF_UID)} GROUP BY ${KEY}`;
const KEPT_USERS = `SELECT ${KEY}, groupBitmapMergeState(users) AS users FROM event_days WHERE ${of('shard')} GROUP BY ${KEY}`;

const LANDED_COUNTS = `SELECT app, event, day, ${SHARD_OF_UID} AS shard, toInt64(count()) AS difference
  FROM events WHERE ${of(SHARD_OF_UID)} GROUP BY ${KEY}`;
const KEPT_COUNTS = `SELECT ${KEY}, -toInt64(sum(events)) AS difference FROM event_day_counts WHERE ${of('shard')} GROUP BY ${KEY}`;

/**
 * Makes what is derived from events, day by day, equal to the events: views keep it current as long as every INSERT ends, but an
 * INSERT that fails, or is killed, may have committed parts of one table and not of the other.
 *
 * Everything is a difference to what is there, so it can be stopped anywhere and done again; and is done inside of a turn, so that
 * nothing changes between looking and writing.
 */
@Injectable()
export class DerivedDays {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** Rebuilds the days that the landings have left open. */
  async rebuild(turn: LandingTurn, landings: readonly string[]): Promise<void> {
    const days = await this.daysOf(turn, landings);
    for (const piece of landingPieces(days, EVENTS_PER_PIECE)) {
      const parameters = { ...turn.parameters, ...piece, landings };
      await this.removeSurplusUsers(turn, parameters);
      await this.addMissingUsers(turn, parameters);
      await this.correctCounts(turn, parameters);
    }
  }

  private daysOf({ organisation }: LandingTurn, landings: readonly string[]): Promise<readonly StagedDay[]> {
    return this.clickhouse.query<StagedDay>(
      `SELECT toString(day) AS day, sum(events) AS rows FROM
       (
         SELECT day, 0 AS events FROM (${OPEN_DAYS}) GROUP BY day
         UNION ALL
         SELECT day, count() AS events FROM events
         WHERE organisation = {organisation:UUID} AND (app, event, day) IN (${OPEN_DAYS}) GROUP BY day
       )
       GROUP BY day ORDER BY day`,
      { organisation, landings },
    );
  }

  /**
   * A bitmap can only grow by inserting: one with users who have no event goes, to be written again. No engine is known to commit a
   * view's part and not the event's on a local disk, but with one that writes parts side by side nothing rules it out.
   */
  private async removeSurplusUsers(turn: LandingTurn, parameters: QueryParameters): Promise<void> {
    const surplus = await this.clickhouse.query<{ key: string }>(
      `SELECT toString((${KEY})) AS key FROM (${KEPT_USERS}) AS kept LEFT JOIN (${LANDED_USERS}) AS landed USING (${KEY})
       WHERE bitmapAndnotCardinality(kept.users, landed.users) > 0`,
      parameters,
    );
    for (let at = 0; at < surplus.length; at += KEYS_PER_DELETION) {
      const keys = surplus.slice(at, at + KEYS_PER_DELETION).map(({ key }) => key);
      await this.clickhouse.command(
        `ALTER TABLE event_days DELETE
         WHERE organisation = {organisation:UUID} AND has({keys:Array(String)}, toString((${KEY})))`,
        { organisation: turn.organisation, keys },
        { settings: { mutations_sync: 1 } },
      );
    }
  }

  private async addMissingUsers(turn: LandingTurn, parameters: QueryParameters): Promise<void> {
    await this.clickhouse.command(
      `INSERT INTO event_days (organisation, ${KEY}, users)
       SELECT {organisation:UUID}, ${KEY}, landed.users
       FROM (${LANDED_USERS}) AS landed LEFT JOIN (${KEPT_USERS}) AS kept USING (${KEY})
       WHERE ${turn.condition} AND bitmapAndnotCardinality(landed.users, kept.users) > 0`,
      parameters,
      turn.options,
    );
  }

  /** A count that is too large is corrected by a number that wraps around: unsigned sums are those of the numbers modulo 2^64. */
  private async correctCounts(turn: LandingTurn, parameters: QueryParameters): Promise<void> {
    await this.clickhouse.command(
      `INSERT INTO event_day_counts (organisation, ${KEY}, events)
       SELECT {organisation:UUID}, ${KEY}, toUInt64(sum(difference))
       FROM (${LANDED_COUNTS} UNION ALL ${KEPT_COUNTS})
       WHERE ${turn.condition}
       GROUP BY ${KEY} HAVING sum(difference) != 0`,
      parameters,
      turn.options,
    );
  }
}
