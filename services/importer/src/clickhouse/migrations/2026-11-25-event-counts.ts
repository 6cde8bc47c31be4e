import type { ClickHouseMigration } from '@muster/platform';

/**
 * How many events of each name and local day there are. Events are added and never changed or taken away, so equal counts mean
 * the same events: whoever has added up a day knows by its count whether that is still all of it. The view may be seen a moment
 * before or after its events; a count that is ahead or behind makes a reader look at the events themselves, which is always right.
 */
export const eventCountsMigration: ClickHouseMigration = {
  name: '2026-11-25-event-counts',
  statements: [
    `CREATE TABLE IF NOT EXISTS event_day_counts (
       organisation UUID,
       app LowCardinality(String),
       event LowCardinality(String),
       day Date,
       shard UInt16,
       events UInt64
     )
     ENGINE = SummingMergeTree
     ORDER BY (organisation, event, shard, app, day)`,

    `CREATE MATERIALIZED VIEW IF NOT EXISTS event_day_counts_from_events TO event_day_counts AS
     SELECT organisation, app, event, day, toUInt16(bitShiftRight(uid, 20)) AS shard, count() AS events
     FROM events
     GROUP BY organisation, app, event, day, shard`,
  ],
};
