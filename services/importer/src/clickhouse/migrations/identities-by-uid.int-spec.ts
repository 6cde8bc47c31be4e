import { randomUUID } from 'node:crypto';
import { HttpClickHouse, migrateClickHouse } from '@muster/platform';
import { clickhouseForTest, describeWith, type TestResource, waitFor } from '@muster/testing';
import { importerClickHouseMigrations } from '.';
import { identitiesByUidMigration } from './2026-11-29-identities-by-uid';

describeWith(['clickhouse'], 'identities by uid', () => {
  let database: TestResource;
  let clickhouse: HttpClickHouse;

  beforeAll(async () => {
    database = await clickhouseForTest();
    const { CLICKHOUSE_URL: url = '', CLICKHOUSE_DATABASE: name = '' } = database.env;
    clickhouse = new HttpClickHouse({ url: new URL(url), database: name }, 'test');
  });
  afterAll(async () => {
    await clickhouse.close();
    await database.dispose();
  });

  it('are there for identities from before, for new ones, and after merges', async () => {
    const before = importerClickHouseMigrations.filter((migration) => migration !== identitiesByUidMigration);
    const organisation = randomUUID();
    const land = (from: number) =>
      clickhouse.command(
        `INSERT INTO identities (organisation, id_type, id, uid, version)
         SELECT {organisation:UUID}, 'account', toString(number), number, 1 FROM numbers({from:UInt32}, 50000)`,
        { organisation, from },
      );
    const inOrderOfUid = async () => {
      const [row] = await clickhouse.query<{ rows: number }>(
        `SELECT sum(rows) AS rows FROM system.projection_parts
         WHERE database = currentDatabase() AND table = 'identities' AND name = 'by_uid' AND active`,
      );
      return row?.rows;
    };

    await migrateClickHouse(clickhouse, 'importer', before);
    await land(0);
    await migrateClickHouse(clickhouse, 'importer', importerClickHouseMigrations);
    await waitFor(async () => (await inOrderOfUid()) === 50_000, { what: 'the projection of the old part' });
    await land(40_000);
    expect(await inOrderOfUid()).toBe(100_000);
    // The 10,000 that came twice are once.
    await clickhouse.command('OPTIMIZE TABLE identities FINAL');
    await waitFor(async () => (await inOrderOfUid()) === 90_000, { what: 'the merged part alone' });
  });
});
