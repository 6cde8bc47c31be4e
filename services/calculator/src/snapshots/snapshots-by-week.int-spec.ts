import { randomUUID } from 'node:crypto';
import {
  createClickHouseDatabase,
  HttpClickHouse,
  migrateClickHouse,
  type ClickHouse,
  type MigrationStatement,
} from '@muster/platform';
import { clickhouseForTest, describeWith, type TestResource } from '@muster/testing';
import { snapshotsByWeekMigration, snapshotsMigration } from './snapshots.migrations';

/** Dies after so many statements of a migration. */
function dyingAfter(statements: number): (typeof snapshotsByWeekMigration)[] {
  const some: readonly MigrationStatement[] = snapshotsByWeekMigration.statements.slice(0, statements);
  return [{ name: 'dies', statements: [...some, "SELECT throwIf(1, 'killed')"] }];
}

describeWith(['clickhouse'], 'snapshots that were there before they had weeks', () => {
  let database: TestResource;
  let clickhouse: ClickHouse & { close(): Promise<void> };
  const [organisation, audience] = [randomUUID(), randomUUID()];

  beforeEach(async () => {
    database = await clickhouseForTest();
    const { CLICKHOUSE_URL: url = '', CLICKHOUSE_DATABASE: name = '' } = database.env;
    const config = { url: new URL(url), database: name };
    await createClickHouseDatabase(config);
    clickhouse = new HttpClickHouse(config, 'test');
    await migrateClickHouse(clickhouse, 'calculator', [snapshotsMigration]);
  });
  afterEach(async () => {
    await clickhouse.close();
    await database.dispose();
  });

  async function write(rows: number, first = 0): Promise<void> {
    await clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users, written_at)
       SELECT {organisation:UUID}, {audience:UUID}, toUUID(toString(reinterpretAsUUID(number + 1))), number % 7, {audience:UUID},
         groupBitmapState(toUInt32(number)), toDateTime('2020-01-01 00:00:00') + toIntervalDay(number % 1200)
       FROM numbers({first:UInt32}, {rows:UInt32}) GROUP BY number`,
      { organisation, audience, first, rows },
    );
  }

  /** What there is, whatever it lies in. */
  const all = async () =>
    clickhouse.query(
      `SELECT toUInt32(count()) AS rows, toString(sum(cityHash64(snapshot, shard, run, bitmapToArray(users), card, written_at))) AS digest
       FROM snapshots WHERE organisation = {organisation:UUID} AND audience = {audience:UUID}`,
      { organisation, audience },
    );
  const tables = async () =>
    clickhouse.query(
      `SELECT name, partition_key AS weeks FROM system.tables
       WHERE database = currentDatabase() AND startsWith(name, 'snapshots') ORDER BY name`,
    );
  const migrate = async () =>
    migrateClickHouse(clickhouse, 'calculator', [snapshotsMigration, snapshotsByWeekMigration]);

  it('have them afterwards, all of them, of more weeks than one insert usually takes', async () => {
    await write(2_400);
    const before = await all();
    await migrate();
    expect(await all()).toEqual(before);
    expect(await tables()).toEqual([{ name: 'snapshots', weeks: 'toMonday(written_at)' }]);
  });

  it.each([2, 3, 5])('have them after a start that died after %d statements', async (statements) => {
    await write(50);
    await expect(migrateClickHouse(clickhouse, 'test', dyingAfter(statements))).rejects.toThrow('killed');
    // Of an older release, which knows one name and no weeks.
    await write(50, 50);
    const before = await all();
    await migrate();
    expect(await all()).toEqual(before);
    expect(await tables()).toEqual([{ name: 'snapshots', weeks: 'toMonday(written_at)' }]);
  });
});
