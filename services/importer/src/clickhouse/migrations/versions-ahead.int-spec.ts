import { randomUUID } from 'node:crypto';
import { HttpClickHouse, migrateClickHouse } from '@muster/platform';
import { clickhouseForTest, describeWith, type TestResource } from '@muster/testing';
import { importerClickHouseMigrations } from '.';
import { versionsAheadMigration } from './2026-11-29-versions-ahead';

describeWith(['clickhouse'], 'versions ahead of the clock', () => {
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

  it('are mended once: what is seen stays, and what is sent from now on replaces it', async () => {
    const organisation = randomUUID();
    const [now, ahead] = [Date.now() * 1000, Date.parse('2099-01-01T00:00:00Z') * 1000];
    const value = (uid: number, text: string | null, version: number) => ({
      organisation,
      attribute: 'city',
      uid,
      text,
      version,
      deleted: text === null ? 1 : 0,
    });
    const tag = (uid: number, date: string, text: string, version: number) => ({
      organisation,
      tag: 'vip',
      uid,
      date,
      text,
      removed: 0,
      version,
    });
    const cities = () =>
      clickhouse.query(
        'SELECT uid, text FROM user_attributes FINAL WHERE organisation = {organisation:UUID} ORDER BY uid',
        { organisation },
      );
    const tags = () =>
      clickhouse.query(
        `SELECT uid, toString(date) AS date, text FROM tag_values FINAL
         WHERE organisation = {organisation:UUID} ORDER BY uid, date`,
        { organisation },
      );

    await migrateClickHouse(
      clickhouse,
      'importer',
      importerClickHouseMigrations.filter((migration) => migration !== versionsAheadMigration),
    );
    await clickhouse.insert('user_attributes', [
      value(1, 'Oslo', now),
      value(1, 'Tokyo', ahead),
      value(1, 'Kyoto', ahead + 1),
      value(2, 'Oslo', now),
      value(2, null, ahead),
      value(3, 'Oslo', now),
    ]);
    await clickhouse.insert('tag_values', [
      tag(1, '2026-01-01', 'gold', ahead),
      tag(1, '2026-02-01', 'silver', ahead),
    ]);
    await clickhouse.insert('users', [{ organisation, uid: 1, entity_id: 'u1', version: ahead }]);

    for (let time = 0; time < 2; time++) {
      await migrateClickHouse(clickhouse, 'importer', importerClickHouseMigrations);
      expect(await cities()).toEqual([
        { uid: 1, text: 'Kyoto' },
        { uid: 3, text: 'Oslo' },
      ]);
      expect(await tags()).toEqual([
        { uid: 1, date: '2026-01-01', text: 'gold' },
        { uid: 1, date: '2026-02-01', text: 'silver' },
      ]);
    }
    expect(
      await clickhouse.query(
        'SELECT count() AS known FROM users FINAL WHERE organisation = {organisation:UUID}',
        { organisation },
      ),
    ).toEqual([{ known: 1 }]);

    const later = (Date.now() + 1_000) * 1000;
    await clickhouse.insert('user_attributes', [value(1, 'Bergen', later), value(2, 'Bergen', later)]);
    await clickhouse.insert('tag_values', [tag(1, '2026-01-01', 'bronze', later)]);
    expect(await cities()).toEqual([
      { uid: 1, text: 'Bergen' },
      { uid: 2, text: 'Bergen' },
      { uid: 3, text: 'Oslo' },
    ]);
    expect(await tags()).toMatchObject([{ text: 'bronze' }, { text: 'silver' }]);
  });
});
