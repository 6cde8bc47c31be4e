import type { ClickHouseMigration } from '@muster/platform';

/**
 * One row is the members of one shard of users (`uid >> 20`) in one snapshot.
 *
 * - A snapshot is written by one attempt under an id of its own and never changed, so the table needs neither versions
 *   nor `FINAL`: a repeated attempt cannot touch what an earlier one has told.
 * - `card` is computed from the bitmap when the row is written: the count cannot differ from the members.
 * - A row is up to 128 KiB (a full bitmap of 2^20 users). With the default granularity of 8,192 rows, reading one shard
 *   would read a gigabyte; with 1 it reads that row.
 */
const snapshots = `CREATE TABLE IF NOT EXISTS snapshots
(
    organisation UUID,
    audience UUID,
    snapshot UUID,
    shard UInt16,
    run UUID,
    users AggregateFunction(groupBitmap, UInt32),
    card UInt64 MATERIALIZED bitmapCardinality(users),
    written_at DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY (organisation, audience, snapshot, shard)
SETTINGS index_granularity = 1`;

export const snapshotsMigration: ClickHouseMigration = {
  name: '2026-11-24-snapshots',
  statements: [snapshots],
};

const COLUMNS = 'organisation, audience, snapshot, shard, run, users, written_at';
const KEY = '(organisation, audience, snapshot, shard)';

/**
 * Blocks of a copy have few rows: a row may have 128 KiB, and the engine does not see that before it has read it. All weeks come at once.
 */
const IN_SMALL_BLOCKS = `SETTINGS max_block_size = 1024, min_insert_block_size_rows = 4096, max_threads = 2, max_insert_threads = 1,
  max_partitions_per_insert_block = 0`;

const copied = (from: string, to: string) => `INSERT INTO ${to} (${COLUMNS}) SELECT ${COLUMNS} FROM ${from}
WHERE ${KEY} NOT IN (SELECT ${KEY} FROM ${to})
${IN_SMALL_BLOCKS}`;

const BY_WEEK = `SELECT 1 AS done FROM system.tables
WHERE database = currentDatabase() AND name = 'snapshots' AND partition_key != ''`;

/**
 * Weeks are partitions: what is retired together was written together, so that old parts go as a whole and others are not rewritten for
 * it. A month would be rewritten four times as often, a day would make readers look into hundreds of partitions (ADR 26).
 *
 * A partition key cannot be changed, so everything is copied into another table, which takes the name. Calculators of the release before
 * may write meanwhile: what they have begun under the old table is waited for and copied afterwards.
 */
export const snapshotsByWeekMigration: ClickHouseMigration = {
  name: '2026-11-29-snapshots-by-week',
  statements: [
    snapshots
      .replace('EXISTS snapshots', 'EXISTS snapshots_by_week')
      .replace('ORDER BY', 'PARTITION BY toMonday(written_at)\nORDER BY'),
    { unless: BY_WEEK, statement: copied('snapshots', 'snapshots_by_week') },
    { unless: BY_WEEK, statement: 'EXCHANGE TABLES snapshots AND snapshots_by_week' },
    {
      until: `SELECT 1 AS done FROM
        (SELECT countIf(startsWith(query, 'INSERT INTO snapshots ') AND elapsed >= {waited:Float64}) AS writing FROM system.processes)
        WHERE writing = 0`,
    },
    copied('snapshots_by_week', 'snapshots'),
    'DROP TABLE snapshots_by_week',
  ],
};
