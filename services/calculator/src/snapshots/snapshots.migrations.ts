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
