import { randomUUID } from 'node:crypto';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { SnapshotRepository } from './snapshot.repository';

describeWith(['clickhouse'], 'retired snapshots', () => {
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  beforeAll(async () => {
    tables = await dataTablesForTest();
  });
  afterAll(async () => tables.dispose());

  it('are deleted, however often that is asked, and no others', async () => {
    const { clickhouse } = tables;
    const [organisation, audience, old, kept] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    for (const snapshot of [old, kept]) {
      await clickhouse.command(
        `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
         SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, number, {snapshot:UUID}, groupBitmapState(toUInt32(number))
         FROM numbers(3) GROUP BY number`,
        { organisation, audience, snapshot },
      );
    }
    const snapshots = new SnapshotRepository(clickhouse, {
      CALCULATOR_MAX_EXECUTION_SECONDS: 60,
      CALCULATOR_MAX_MEMORY_MIB: 1_024,
      CALCULATOR_CONCURRENT_QUERIES: 1,
      CALCULATOR_PROGRESS_SECONDS: 0,
      CALCULATOR_VALUE_BITMAPS: 1_000,
      CALCULATOR_ROLLUP_EVENTS: 100_000,
      CALCULATOR_ROLLUP_DENSITY: 2,
    });
    await snapshots.delete(organisation, audience, [old]);
    await snapshots.delete(organisation, audience, [old]);
    await snapshots.delete(randomUUID(), audience, [kept]);
    const left = await clickhouse.query<{ snapshot: string; shards: number }>(
      'SELECT snapshot, toUInt32(count()) AS shards FROM snapshots WHERE audience = {audience:UUID} GROUP BY snapshot',
      { audience },
    );
    expect(left).toEqual([{ snapshot: kept, shards: 3 }]);
  });
});
