import type { ClickHouseMigration } from '@muster/platform';

/**
 * How often something has been landed, per part of the data: what others have computed from a part holds as long as its
 * `sum(landings)` is the same. A sum grows whatever the clocks of the importers say, and needs no FINAL: adding up rows that have
 * not been merged yet is what the engine does when it merges them.
 */
export const generationsMigration: ClickHouseMigration = {
  name: '2026-11-24-generations',
  statements: [
    `CREATE TABLE IF NOT EXISTS data_generations (
       organisation UUID,
       kind LowCardinality(String),
       name String,
       landings UInt64
     )
     ENGINE = SummingMergeTree
     ORDER BY (organisation, kind, name)`,
  ],
};
