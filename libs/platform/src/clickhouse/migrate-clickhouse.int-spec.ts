import { describeWith, clickhouseForTest, type TestResource } from '@muster/testing';
import type { ClickHouseConfig } from '../config/platform-config';
import { HttpClickHouse } from './http-clickhouse';
import { createClickHouseDatabase, migrateClickHouse } from './migrate-clickhouse';
import { LockLostError, MigrationLock } from './migration-lock';

const migrations = [
  {
    name: '1-ticks',
    statements: ['CREATE TABLE IF NOT EXISTS ticks (n UInt8) ENGINE = MergeTree ORDER BY n'],
  },
  // Would be seen twice if two processes ran it.
  { name: '2-first-tick', statements: ['INSERT INTO ticks SELECT 1', 'SELECT sleep(0.2)'] },
];

describeWith(['clickhouse'], 'migrateClickHouse', () => {
  let backend: TestResource;
  let clickhouse: HttpClickHouse;

  beforeEach(async () => {
    backend = await clickhouseForTest();
    const config: ClickHouseConfig = {
      url: new URL(backend.env['CLICKHOUSE_URL']!),
      database: backend.env['CLICKHOUSE_DATABASE']!,
    };
    await createClickHouseDatabase(config);
    clickhouse = new HttpClickHouse(config, 'test');
  });

  afterEach(async () => {
    await clickhouse.close();
    await backend.dispose();
  });

  const lockTables = () =>
    clickhouse.query<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'schema_migration_lock')",
    );

  it('runs every migration once, however many services start at once', async () => {
    const applied = await Promise.all(
      Array.from({ length: 6 }, () => migrateClickHouse(clickhouse, 'one', migrations)),
    );
    expect(applied.flat()).toEqual(['1-ticks', '2-first-tick']);
    expect(await clickhouse.query('SELECT count() AS n FROM ticks')).toEqual([{ n: 1 }]);
    expect(await lockTables()).toHaveLength(1);
  });

  it('goes on with what is new, without the lock when nothing is', async () => {
    expect(await migrateClickHouse(clickhouse, 'one', migrations.slice(0, 1))).toEqual(['1-ticks']);
    expect(await migrateClickHouse(clickhouse, 'one', migrations)).toEqual(['2-first-tick']);
    const held = await MigrationLock.acquire(clickhouse);
    expect(await migrateClickHouse(clickhouse, 'one', migrations)).toEqual([]);
    await held.release();
  });

  it('refuses a migration that has changed', async () => {
    await migrateClickHouse(clickhouse, 'one', migrations);
    const changed = [{ name: '1-ticks', statements: ['SELECT 1'] }];
    await expect(migrateClickHouse(clickhouse, 'one', changed)).rejects.toThrow('1-ticks of one has changed');
  });

  it('does not record a migration that failed', async () => {
    const broken = [{ name: '1-broken', statements: ['SELECT nonsense'] }];
    await expect(migrateClickHouse(clickhouse, 'one', broken)).rejects.toThrow('nonsense');
    const mended = [{ name: '1-broken', statements: ['SELECT 1'] }];
    expect(await migrateClickHouse(clickhouse, 'one', mended)).toEqual(['1-broken']);
  });

  it('takes the lock over from a holder that died, and the dead one notices', async () => {
    const dead = await MigrationLock.acquire(clickhouse, 1);
    // A killed process renews nothing.
    dead.abandon();
    const heir = await MigrationLock.acquire(clickhouse, 1);
    await expect(dead.assertHeld()).rejects.toBeInstanceOf(LockLostError);
    await heir.assertHeld();
    await dead.release();
    await heir.release();
  });

  it('gives the lock to one of many at a time', async () => {
    let holders = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const lock = await MigrationLock.acquire(clickhouse);
        most = Math.max(most, ++holders);
        await clickhouse.command('SELECT sleep(0.05)');
        holders--;
        await lock.release();
      }),
    );
    expect(most).toBe(1);
  });

  it('keeps the lock of a holder that lives longer than its lease', async () => {
    const lock = await MigrationLock.acquire(clickhouse, 1);
    await clickhouse.command('SELECT sleep(2.5)');
    await lock.assertHeld();
    await lock.release();
  });
});
