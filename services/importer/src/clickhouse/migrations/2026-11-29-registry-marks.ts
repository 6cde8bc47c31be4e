import type { ClickHouseMigration } from '@muster/platform';

/**
 * How many changes of each organisation's registry (Postgres) what lies here comes from. A registry that has counted fewer was
 * restored to an earlier point: names and uids that it has forgotten are in use here.
 */
export const registryMarksMigration: ClickHouseMigration = {
  name: '2026-11-29-registry-marks',
  statements: [
    `CREATE TABLE IF NOT EXISTS registry_marks (
       organisation UUID,
       changes SimpleAggregateFunction(max, UInt64)
     )
     ENGINE = AggregatingMergeTree
     ORDER BY organisation`,
  ],
};
