import { randomUUID } from 'node:crypto';
import { HttpClickHouse, migrateClickHouse } from '@muster/platform';
import { clickhouseForTest, describeWith, type TestResource } from '@muster/testing';
import { importerClickHouseMigrations } from '.';
import { organisationOfEventsMigration } from './2026-11-26-organisation-of-events';

describeWith(['clickhouse'], 'the organisation of events', () => {
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

  it('is found in events that landed before its column changed, and in later ones', async () => {
    const before = importerClickHouseMigrations.filter(
      (migration) => migration !== organisationOfEventsMigration,
    );
    const [organisation, other] = [randomUUID(), randomUUID()];
    const land = (of: string, uid: number) =>
      clickhouse.insert('events', [
        { organisation: of, app: 'shop', event: 'buy', day: '2026-03-01', uid, time: '2026-03-01 10:00:00' },
      ]);
    const found = () =>
      clickhouse.query(
        `SELECT toTypeName(organisation) AS type, count() AS events
         FROM events WHERE organisation = {organisation:UUID} GROUP BY type`,
        { organisation },
      );

    await migrateClickHouse(clickhouse, 'importer', before);
    for (const uid of [1, 2]) await land(organisation, uid);
    await land(other, 3);
    expect(await found()).toEqual([{ type: 'UUID', events: 2 }]);

    await migrateClickHouse(clickhouse, 'importer', importerClickHouseMigrations);
    await land(organisation, 4);
    expect(await found()).toEqual([{ type: 'LowCardinality(UUID)', events: 3 }]);
    expect(
      await clickhouse.query(
        'SELECT sum(events) AS events FROM event_day_counts WHERE organisation = {organisation:UUID}',
        { organisation },
      ),
    ).toEqual([{ events: 3 }]);
  });
});
