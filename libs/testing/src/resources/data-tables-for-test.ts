import { calculatorClickHouseMigrations } from '@muster/calculator';
import { emptyCatalogue, type Catalogue } from '@muster/contracts';
import { declarePropertyColumns, importerClickHouseMigrations } from '@muster/importer';
import { type ClickHouse, HttpClickHouse, migrateClickHouse } from '@muster/platform';
import { clickhouseForTest } from './clickhouse-for-test';
import type { TestResource } from './test-resource';

/**
 * A database with every table that a service owns, and a client of it: for tests of those who read what others own.
 * @param catalogue whose properties have columns.
 */
export async function dataTablesForTest(
  catalogue: Catalogue = emptyCatalogue,
): Promise<TestResource & { readonly clickhouse: ClickHouse }> {
  const database = await clickhouseForTest();
  const { CLICKHOUSE_URL: url = '', CLICKHOUSE_DATABASE: name = '' } = database.env;
  const clickhouse = new HttpClickHouse({ url: new URL(url), database: name }, 'test');
  await migrateClickHouse(clickhouse, 'importer', importerClickHouseMigrations);
  await migrateClickHouse(clickhouse, 'calculator', calculatorClickHouseMigrations);
  await declarePropertyColumns(clickhouse, catalogue);
  return {
    env: database.env,
    clickhouse,
    dispose: async () => {
      await clickhouse.close();
      await database.dispose();
    },
  };
}
