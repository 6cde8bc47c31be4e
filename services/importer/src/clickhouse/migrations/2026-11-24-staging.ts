import type { ClickHouseMigration } from '@muster/platform';

/**
 * Where a file waits until all of it has been read and checked. One partition per attempt at an import, dropped when the
 * attempt ends; nothing but the importer reads these tables.
 */
const staged = (table: string, columns: string, order: string): string =>
  `CREATE TABLE IF NOT EXISTS ${table} (
     attempt UUID,
     ${columns}
   )
   ENGINE = MergeTree
   PARTITION BY attempt
   ORDER BY ${order}`;

/** Rows keep the number they have in the file: of two rows that say different things, the later one holds. */
export const stagingMigration: ClickHouseMigration = {
  name: '2026-11-24-staging',
  statements: [
    staged(
      'staged_behaviors',
      `row UInt64,
       id_type LowCardinality(String),
       id String,
       app LowCardinality(String),
       event LowCardinality(String),
       day Date,
       time DateTime64(6, 'UTC'),
       event_id UUID,
       strings Map(LowCardinality(String), String),
       numbers Map(LowCardinality(String), Decimal(24, 6)),
       booleans Map(LowCardinality(String), Bool),
       times Map(LowCardinality(String), DateTime64(6, 'UTC')),
       lists Map(LowCardinality(String), Array(String))`,
      '(id_type, id, row)',
    ),
    staged(
      'staged_tags',
      `row UInt64,
       id_type LowCardinality(String),
       id String,
       tag LowCardinality(String),
       date Date,
       text Nullable(String),
       number Nullable(Decimal(24, 6)),
       boolean Nullable(Bool),
       removed UInt8`,
      '(id_type, id, row)',
    ),
    staged(
      'staged_profiles',
      `row UInt64,
       entity_id String,
       account_ids Array(String),
       device_ids Array(String)`,
      'row',
    ),
    staged(
      'staged_attributes',
      `row UInt64,
       attribute LowCardinality(String),
       text Nullable(String),
       number Nullable(Decimal(24, 6)),
       boolean Nullable(Bool),
       time Nullable(DateTime64(6, 'UTC')),
       list Array(String),
       is_list Bool,
       deleted UInt8`,
      'row',
    ),
    // What the registry answered: the uid of every name, and of every row of a users file that was accepted.
    staged(
      'staged_names',
      'id_type LowCardinality(String), id String, uid UInt32, version UInt64',
      '(id_type, id)',
    ),
    staged('staged_uids', 'row UInt64, uid UInt32', 'row'),

    // Events that topics bring, until the statement that lands those which are new. Batches are many and small: the engine
    // forgets a day of them at once instead of the importer each by itself, and a killed importer leaves nothing behind.
    `CREATE TABLE IF NOT EXISTS arriving_events (
       batch UUID,
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
       arrived DateTime DEFAULT now()
     )
     ENGINE = MergeTree
     PARTITION BY toDate(arrived)
     ORDER BY batch
     TTL arrived + INTERVAL 1 DAY
     SETTINGS ttl_only_drop_parts = 1`,

    // Whose turn it is to land events, per organisation: the greatest number's holder. See `LandingTurns`.
    `CREATE TABLE IF NOT EXISTS landing_turns (
       organisation UUID,
       turn SimpleAggregateFunction(max, Tuple(number UInt64, holder UUID))
     )
     ENGINE = AggregatingMergeTree
     ORDER BY organisation`,
  ],
};
