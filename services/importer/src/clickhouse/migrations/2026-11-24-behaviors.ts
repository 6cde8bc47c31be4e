import type { ClickHouseMigration } from '@muster/platform';

/** Behaviours, and the users of every event and local day as bitmaps, which a view keeps current. */
export const behaviorsMigration: ClickHouseMigration = {
  name: '2026-11-24-behaviors',
  statements: [
    // Replacing by event id: a redelivered event is one event. Equal ids have equal days, so that
    // `do_not_merge_across_partitions_select_final = 1` is safe and makes FINAL cheap.
    `CREATE TABLE IF NOT EXISTS events (
       organisation UUID,
       app LowCardinality(String),
       event LowCardinality(String),
       day Date,
       uid UInt32,
       time DateTime64(6, 'UTC'),
       event_id UUID,
       strings Map(LowCardinality(String), String),
       numbers Map(LowCardinality(String), Decimal(24, 6)),
       booleans Map(LowCardinality(String), Bool),
       times Map(LowCardinality(String), DateTime64(6, 'UTC')),
       lists Map(LowCardinality(String), Array(String)),
       version UInt64
     )
     ENGINE = ReplacingMergeTree(version)
     PARTITION BY toYYYYMM(day)
     ORDER BY (organisation, app, event, day, uid, time, event_id)`,

    // A bitmap row is a whole granule's worth of work: at granularity 64 reads were four times slower.
    `CREATE TABLE IF NOT EXISTS event_days (
       organisation UUID,
       app LowCardinality(String),
       event LowCardinality(String),
       day Date,
       shard UInt16,
       users AggregateFunction(groupBitmap, UInt32)
     )
     ENGINE = AggregatingMergeTree
     ORDER BY (organisation, app, event, day, shard)
     SETTINGS index_granularity = 8`,

    // A set does not change when an event lands twice: the view stays right under redelivery without any bookkeeping.
    `CREATE MATERIALIZED VIEW IF NOT EXISTS event_days_from_events TO event_days AS
     SELECT organisation, app, event, day, toUInt16(bitShiftRight(uid, 20)) AS shard, groupBitmapState(uid) AS users
     FROM events
     GROUP BY organisation, app, event, day, shard`,
  ],
};
