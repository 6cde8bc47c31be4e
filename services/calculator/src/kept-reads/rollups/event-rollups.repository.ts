import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type PlanRollup, SHARDS_OF_SPAN } from '@muster/contracts';
import { ClickHouse, type QueryParameters, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../../calculator.config';
import { planSettings } from '../../engine/plan-settings';
import type { QueryOwner } from '../../engine/query-owner';
import type { BoundPlan, UserSpan } from '../bound-plan';
import { keepingSettings } from '../keeping-settings';
import type { DayOfEvents, RolledDays } from './rolled-days';

/** Rollups in ClickHouse. Failures are those of `ClickHouse`. */
@Injectable()
export class EventRollupsRepository {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /** Every day with events before the business date, and the build that has seen all of them and has all of its rows. */
  async days(
    rollup: PlanRollup,
    businessDate: string,
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<DayOfEvents[]> {
    const ofApp = rollup.app === null ? '' : 'AND app = {kept_app:String}';
    const where = `organisation = {organisation:UUID} AND event = {kept_event:String} ${ofApp}`;
    return this.clickhouse.query<DayOfEvents>(
      `SELECT counted.app AS app, counted.day AS day, counted.events AS events, built.whole AS build
       FROM
       (
         SELECT app, day, sum(events) AS events FROM event_day_counts
         WHERE ${where} AND ${SHARDS_OF_SPAN} AND day < {businessDate:Date}
         GROUP BY app, day
       ) AS counted
       LEFT JOIN
       (
         SELECT app, day, seen, toNullable(any(build)) AS whole FROM event_rollup_builds
         WHERE ${where} AND shard = {span:UInt32} AND property = {kept_property:String}
           AND (app, day, build, seen) IN (
             SELECT app, day, build, sum(seen) FROM event_rollups
             WHERE ${where} AND property = {kept_property:String} AND day < {businessDate:Date}
             GROUP BY app, day, build)
         GROUP BY app, day, seen
       ) AS built ON built.app = counted.app AND built.day = counted.day AND built.seen = counted.events
       ORDER BY day, app`,
      { ...named(rollup, at), businessDate },
      this.options('rolled-days', at, owner),
    );
  }

  /** Whether builds that were found before still have all of their rows: one that is gone would be days without events. */
  async areWhole(
    rollup: PlanRollup,
    { builds, events, until }: RolledDays,
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<boolean> {
    if (builds.length === 0) return true;
    const ofApp = rollup.app === null ? '' : 'AND app = {kept_app:String}';
    const [row] = await this.clickhouse.query<{ seen: number }>(
      `SELECT sum(seen) AS seen FROM event_rollups
       WHERE organisation = {organisation:UUID} AND event = {kept_event:String} ${ofApp} AND property = {kept_property:String}
         AND day < {kept_until:Date} AND build IN {kept_builds:Array(UUID)}`,
      { ...named(rollup, at), kept_until: until, kept_builds: builds },
      this.options('whole-rollups', at, owner),
    );
    return row?.seen === events;
  }

  /** How many rows a rollup of these days has: users of each day, from the daily bitmaps. */
  async usersOfDays(
    rollup: PlanRollup,
    days: readonly string[],
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<number> {
    const ofApp = rollup.app === null ? '' : 'AND app = {kept_app:String}';
    const [row] = await this.clickhouse.query<{ users: number }>(
      `SELECT sum(users) AS users FROM
       (
         SELECT bitmapCardinality(groupBitmapMergeState(users)) AS users FROM event_days
         WHERE organisation = {organisation:UUID} AND event = {kept_event:String} ${ofApp}
           AND day IN {kept_days:Array(Date)} AND ${SHARDS_OF_SPAN}
         GROUP BY app, day
       )`,
      { ...named(rollup, at), kept_days: days },
      this.options('users-of-days', at, owner),
    );
    return row?.users ?? 0;
  }

  /**
   * Adds up the days in one batch. Builds are counted from what was written and named last: whatever stops this before leaves rows
   * that nobody reads.
   */
  async build(
    rollup: PlanRollup,
    { parameters }: Pick<BoundPlan, 'parameters'>,
    days: readonly string[],
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<QueryStatistics> {
    const batch = randomUUID();
    const bound: QueryParameters = { ...parameters, ...named(rollup, at), kept_batch: batch };
    const spent = await this.clickhouse.command(
      `INSERT INTO event_rollups (organisation, app, event, property, day, uid, build, seen, events, total)
       SELECT {organisation:UUID}, app, {kept_event:String}, {kept_property:String}, day, uid, ${BUILD}, seen, events, total
       FROM (${rollup.source})`,
      { ...bound, [rollup.parameters.days]: days },
      { ...this.options('roll-up', at, owner), settings: keepingSettings(this.config) },
    );
    await this.clickhouse.command(
      `INSERT INTO event_rollup_builds (organisation, app, event, property, shard, day, build, seen)
       SELECT {organisation:UUID}, app, {kept_event:String}, {kept_property:String}, {span:UInt32}, day, build, sum(seen)
       FROM event_rollups
       WHERE organisation = {organisation:UUID} AND event = {kept_event:String} AND property = {kept_property:String}
         AND day IN {kept_days:Array(Date)} AND build = ${BUILD}
       GROUP BY app, day, build`,
      { ...named(rollup, at), kept_batch: batch, kept_days: days },
      this.options('name-rollups', at, owner),
    );
    return spent;
  }

  private options(what: string, { span }: UserSpan, owner: QueryOwner) {
    return {
      queryId: owner.queryId(what, span),
      signal: owner.signal,
      settings: planSettings(this.config),
    };
  }
}

/** Of one batch, application and day. */
const BUILD = 'reinterpretAsUUID(sipHash128({kept_batch:UUID}, app, day))';

function named({ app, event, property }: PlanRollup, { organisationId, span }: UserSpan) {
  return {
    organisation: organisationId,
    span,
    kept_event: event,
    kept_property: property ?? '',
    ...(app !== null && { kept_app: app }),
  };
}
