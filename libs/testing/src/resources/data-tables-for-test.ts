import { calculatorClickHouseMigrations } from '@muster/calculator';
import { importerClickHouseMigrations } from '@muster/importer';
import { type ClickHouse, HttpClickHouse, migrateClickHouse } from '@muster/platform';
import { clickhouseForTest } from './clickhouse-for-test';
import type { TestResource } from './test-resource';

/** A database with every table that a service owns, and a client of it: for tests of those who read what others own. */
export async function dataTablesForTest(): Promise<TestResource & { readonly clickhouse: ClickHouse }> {
  const database = await clickhouseForTest();
  const { CLICKHOUSE_URL: url = '', CLICKHOUSE_DATABASE: name = '' } = database.env;
  const clickhouse = new HttpClickHouse({ url: new URL(url), database: name }, 'test');
  await migrateClickHouse(clickhouse, 'importer', importerClickHouseMigrations);
  await migrateClickHouse(clickhouse, 'calculator', calculatorClickHouseMigrations);
  return {
    env: database.env,
    clickhouse,
    dispose: async () => {
      await clickhouse.close();
      await database.dispose();
    },
  };
}
