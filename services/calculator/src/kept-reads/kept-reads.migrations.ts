import type { ClickHouseMigration } from '@muster/platform';

/**
 * Days are partitions, and go as a whole: nothing is rewritten to forget. Readers ignore what is older than one day, so that the
 * second day is the time for statements that began to read before.
 */
const forgotten = `PARTITION BY toDate(written_at)
TTL written_at + INTERVAL 2 DAY`;

/** Columns of values as attributes have them; tags and known users leave some of them empty. */
const valueColumns = `text Nullable(String),
    number Nullable(Decimal(24, 6)),
    boolean Nullable(Bool),
    time Nullable(DateTime64(6, 'UTC')),
    list Array(String),
    is_list Bool`;

/**
 * All users of a condition, of one shard. The key tells the condition, the state of the data and the moment, so rows of one key are
 * equal and any of them answers. A row is up to 128 KiB, like one of `snapshots`: with granularity 1, reading one reads nothing else.
 */
const leafCache = `CREATE TABLE IF NOT EXISTS leaf_cache
(
    organisation UUID,
    key FixedString(64),
    shard UInt16,
    users AggregateFunction(groupBitmap, UInt32),
    written_at DateTime DEFAULT now()
)
ENGINE = MergeTree
${forgotten}
ORDER BY (organisation, key, shard)
SETTINGS index_granularity = 1, ttl_only_drop_parts = 1`;

/** The users of each value. A condition tests every value of a build: granules as small as those of other bitmaps. */
const valueBitmaps = `CREATE TABLE IF NOT EXISTS value_bitmaps
(
    organisation UUID,
    build UUID,
    shard UInt16,
    ${valueColumns},
    users AggregateFunction(groupBitmap, UInt32),
    written_at DateTime DEFAULT now()
)
ENGINE = MergeTree
${forgotten}
ORDER BY (organisation, build, shard)
SETTINGS index_granularity = 8, ttl_only_drop_parts = 1`;

/** The value of each user, without versions: read without FINAL. */
const valueRows = `CREATE TABLE IF NOT EXISTS value_rows
(
    organisation UUID,
    build UUID,
    uid UInt32,
    ${valueColumns},
    written_at DateTime DEFAULT now()
)
ENGINE = MergeTree
${forgotten}
ORDER BY (organisation, build, uid)
SETTINGS ttl_only_drop_parts = 1`;

/**
 * Which build holds the values of a key. Written after all rows of the build: what a calculator left half done has no row here, and
 * is never read. Two calculators that do the same at once make two builds, and readers take one of them.
 */
const valueBuilds = `CREATE TABLE IF NOT EXISTS value_builds
(
    organisation UUID,
    key FixedString(64),
    shard UInt16,
    build UUID,
    form Enum8('bitmaps' = 1, 'rows' = 2),
    written_at DateTime DEFAULT now()
)
ENGINE = MergeTree
${forgotten}
ORDER BY (organisation, key, shard)
SETTINGS ttl_only_drop_parts = 1`;

/** A bin has all users whose value lies between two of them; what has no bins has bounds that nothing lies between. */
const binBounds = [
  'number_from Decimal(24, 6) DEFAULT 1',
  'number_to Decimal(24, 6) DEFAULT 0',
  "time_from DateTime64(6, 'UTC') DEFAULT 1",
  "time_to DateTime64(6, 'UTC') DEFAULT 0",
];

/**
 * The number or time of each user, bin by bin: a test reads the granules of those bins that it does not decide. What else a test
 * can ask of a value is not there. The sorting key alone would find every granule in which one bin ends and another begins.
 */
const binnedValues = `CREATE TABLE IF NOT EXISTS binned_values
(
    organisation UUID,
    build UUID,
    ${binBounds.join(',\n    ')},
    uid UInt32,
    number Nullable(Decimal(24, 6)),
    time Nullable(DateTime64(6, 'UTC')),
    text Nullable(String) ALIAS CAST(NULL, 'Nullable(String)'),
    boolean Nullable(Bool) ALIAS CAST(NULL, 'Nullable(Bool)'),
    list Array(String) ALIAS CAST([], 'Array(String)'),
    is_list Bool ALIAS false,
    written_at DateTime DEFAULT now(),
    INDEX bounds (number_from, number_to, time_from, time_to) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
${forgotten}
ORDER BY (organisation, build, number_from, number_to, time_from, time_to, uid)
SETTINGS ttl_only_drop_parts = 1`;

export const keptReadsMigration: ClickHouseMigration = {
  name: '2026-11-24-kept-reads',
  statements: [leafCache, valueBitmaps, valueRows, valueBuilds],
};

export const binnedValuesMigration: ClickHouseMigration = {
  name: '2026-11-25-binned-values',
  statements: [
    binnedValues,
    `ALTER TABLE value_bitmaps ${binBounds.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`,
    "ALTER TABLE value_builds MODIFY COLUMN form Enum8('bitmaps' = 1, 'rows' = 2, 'bins' = 3)",
  ],
};

const counted =
  'ADD PROJECTION IF NOT EXISTS counted (SELECT organisation, build, count() GROUP BY organisation, build)';

/**
 * How many rows a build has in all of its tables, so that readers find out when some are gone. Builds that were named before have no
 * number, and are not read any more: their day is over soon.
 */
export const countedBuildsMigration: ClickHouseMigration = {
  name: '2026-11-29-counted-builds',
  statements: [
    'ALTER TABLE value_builds ADD COLUMN IF NOT EXISTS rows Int64 DEFAULT -1',
    `ALTER TABLE value_bitmaps ${counted}`,
    `ALTER TABLE value_rows ${counted}`,
    `ALTER TABLE binned_values ${counted}`,
  ],
};

/**
 * Parts of less than 10 MiB have all columns in one file, and then the engine does not know how large bitmaps are: it takes all of them
 * into memory at once. From a file of their own it reads about a megabyte at a time (1 M users, 20 conditions: 12.7 MiB instead of 14.6 to 18).
 */
export const wideValueBitmapsMigration: ClickHouseMigration = {
  name: '2026-11-27-wide-value-bitmaps',
  statements: ['ALTER TABLE value_bitmaps MODIFY SETTING min_bytes_for_wide_part = 0'],
};
