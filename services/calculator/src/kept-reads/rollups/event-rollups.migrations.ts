import type { ClickHouseMigration } from '@muster/platform';

/**
 * What each user did on a local day, added up: `seen` counts all events of the name, `events` and `total` those that have a number
 * in the property (all of them, and 0, where it is empty). Rows belong to a build and never change.
 */
const rollups = `CREATE TABLE IF NOT EXISTS event_rollups
(
    organisation UUID,
    app LowCardinality(String),
    event LowCardinality(String),
    property LowCardinality(String),
    day Date,
    uid UInt32,
    build UUID,
    seen UInt64,
    events UInt64,
    total Decimal(38, 6)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (organisation, event, property, app, day, uid)`;

/**
 * The builds of each day and shard, counted from their own rows after those are written: what a calculator left half done has no row
 * here, and is never read. A build is all of its day as long as it has seen as many events as there are.
 */
const builds = `CREATE TABLE IF NOT EXISTS event_rollup_builds
(
    organisation UUID,
    app LowCardinality(String),
    event LowCardinality(String),
    property LowCardinality(String),
    shard UInt16,
    day Date,
    build UUID,
    seen UInt64,
    written_at DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY (organisation, event, property, shard, app, day)`;

/**
 * How many events each build has seen, counted by the engine with every part: readers compare it with what the build was named with, at
 * a row for each build and not for each user. Rows that are lost are lost with their part.
 */
export const countedRollupsMigration: ClickHouseMigration = {
  name: '2026-11-29-counted-rollups',
  statements: [
    `ALTER TABLE event_rollups ADD PROJECTION IF NOT EXISTS counted
       (SELECT organisation, event, property, app, day, build, sum(seen) GROUP BY organisation, event, property, app, day, build)`,
    'ALTER TABLE event_rollups MATERIALIZE PROJECTION counted SETTINGS mutations_sync = 1',
    // Who deletes old builds keeps the projection right.
    "ALTER TABLE event_rollups MODIFY SETTING lightweight_mutation_projection_mode = 'rebuild'",
  ],
};

export const eventRollupsMigration: ClickHouseMigration = {
  name: '2026-11-25-event-rollups',
  statements: [rollups, builds],
};
