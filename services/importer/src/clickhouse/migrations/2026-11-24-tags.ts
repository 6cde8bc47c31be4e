import type { ClickHouseMigration } from '@muster/platform';

/** Tag values by date: the value of a day is the row with the greatest date up to that day, unless it says `removed`. */
export const tagsMigration: ClickHouseMigration = {
  name: '2026-11-24-tags',
  statements: [
    `CREATE TABLE IF NOT EXISTS tag_values (
       organisation UUID,
       tag LowCardinality(String),
       uid UInt32,
       date Date,
       text Nullable(String),
       number Nullable(Decimal(24, 6)),
       boolean Nullable(Bool),
       removed UInt8,
       version UInt64
     )
     ENGINE = ReplacingMergeTree(version)
     ORDER BY (organisation, tag, uid, date)`,
  ],
};
