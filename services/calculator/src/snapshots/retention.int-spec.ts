import { randomUUID } from 'node:crypto';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { calculatorConfig } from '../calculator.config';
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
    const snapshots = new SnapshotRepository(clickhouse, calculatorConfig.parse({}));
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
