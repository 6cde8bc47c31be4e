import { randomUUID } from 'node:crypto';
import { topics } from '@muster/contracts';
import { createEvent, Deletions, Metrics } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import type { SnapshotPartition } from './domain/partition-fate';
import { RetentionConsumer } from './retention.consumer';
import { RetiredSnapshotsRepository } from './retired-snapshots.repository';
import { SnapshotPartitionsRepository } from './snapshot-partitions.repository';
import { SweepSnapshots } from './sweep-snapshots.use-case';

const HOUR = 3_600;
const DAY = 24 * HOUR;

describeWith(['clickhouse'], 'retired snapshots', () => {
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  let consumer: RetentionConsumer;
  let sweep: SweepSnapshots;
  const organisation = randomUUID();
  const audience = randomUUID();

  beforeAll(async () => {
    tables = await dataTablesForTest();
    consumer = new RetentionConsumer(new RetiredSnapshotsRepository(tables.clickhouse));
    const deletions = new Deletions(new Metrics('test'));
    sweep = new SweepSnapshots(new SnapshotPartitionsRepository(tables.clickhouse), deletions);
  });
  afterAll(async () => tables.dispose());
  beforeEach(async () => {
    for (const table of ['snapshots', 'retired_snapshots', 'membership_streams']) {
      await tables.clickhouse.command(`TRUNCATE TABLE ${table}`);
    }
  });

  /** Snapshots of two shards each, all of a day. */
  async function written(day: string, snapshots: number): Promise<string[]> {
    const ids = Array.from({ length: snapshots }, () => randomUUID());
    await tables.clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users, written_at)
       SELECT {organisation:UUID}, {audience:UUID}, arrayJoin({ids:Array(UUID)}) AS id, number, id, groupBitmapState(toUInt32(number)),
         toDateTime({day:String})
       FROM numbers(2) GROUP BY id, number`,
      { organisation, audience, ids, day },
    );
    return ids;
  }

  async function retire(snapshotIds: readonly string[], audienceDeleted?: boolean): Promise<void> {
    const event = createEvent(topics.retention, {
      ...{ service: 'audience-api', organisationId: organisation, subject: audience, key: audience },
      type: 'audience.snapshot.retired.v1',
      identity: [randomUUID()],
      data: {
        ...{ organisationId: organisation, audienceId: audience, runId: randomUUID() },
        snapshotIds: [...snapshotIds],
        ...(audienceDeleted && { audienceDeleted }),
      },
    });
    // However often it is delivered.
    expect(await consumer.handle([event, event])).toEqual([]);
  }

  async function left(): Promise<string[]> {
    const rows = await tables.clickhouse.query<{ snapshot: string; shards: number }>(
      'SELECT snapshot, toUInt32(count()) AS shards FROM snapshots GROUP BY snapshot',
    );
    expect(rows.every(({ shards }) => shards === 2)).toBe(true);
    return rows.map(({ snapshot }) => snapshot).toSorted();
  }

  const retiredDays = async () =>
    (await tables.clickhouse.query('SELECT DISTINCT _partition_id FROM retired_snapshots')).length;

  it('are deleted with their week, when all of it is retired, and an hour after that', async () => {
    const week = [...(await written('2026-01-05 10:00:00', 2)), ...(await written('2026-01-11 10:00:00', 1))];
    const next = await written('2026-01-12 10:00:00', 1);
    await retire(week);
    expect(await sweep.execute(HOUR - 60)).toBe(0);
    expect(await sweep.execute(HOUR + 60)).toBe(6);
    expect(await left()).toEqual(next);
    const parts = await tables.clickhouse.query(
      `SELECT DISTINCT partition_id FROM system.parts WHERE database = currentDatabase() AND table = 'snapshots' AND active`,
    );
    expect(parts).toHaveLength(1);
  });

  it('are deleted from their week when they are half of it, or have waited for a week', async () => {
    const [first, second, ...others] = await written('2026-01-05 10:00:00', 5);
    await retire([first!, second!]);
    expect(await sweep.execute(2 * HOUR)).toBe(0);
    expect(await sweep.execute(7 * DAY + HOUR)).toBe(4);
    expect(await left()).toEqual(others.toSorted());
    await retire(others.slice(0, 2));
    expect(await sweep.execute(2 * HOUR)).toBe(4);
    expect(await left()).toEqual(others.slice(2).toSorted());
  });

  it('are deleted however many are asked to do so at a time', async () => {
    const ids = await written('2026-01-05 10:00:00', 4);
    await retire(ids.slice(0, 3));
    await Promise.all(Array.from({ length: 3 }, () => sweep.execute(2 * HOUR)));
    expect(await left()).toEqual(ids.slice(3));
  });

  it('leave the others alone when these were counted while another calculator deleted', async () => {
    class CountedMeanwhile extends SnapshotPartitionsRepository {
      override async withDoomed(until: number, late: number): Promise<SnapshotPartition[]> {
        const partitions = await super.withDoomed(until, late);
        return partitions.map((partition) => ({ ...partition, rows: partition.doomed }));
      }
    }
    const ids = await written('2026-01-05 10:00:00', 2);
    await retire(ids.slice(0, 1));
    const deletions = new Deletions(new Metrics('test'));
    await new SweepSnapshots(new CountedMeanwhile(tables.clickhouse), deletions).execute(2 * HOUR);
    expect(await left()).toEqual(ids.toSorted());
    await sweep.execute(2 * HOUR);
    expect(await left()).toEqual(ids.slice(1));
  });

  it('of which nothing is left are forgotten', async () => {
    const [gone, waiting] = await written('2026-01-05 10:00:00', 8);
    await retire([gone!]);
    await sweep.execute(8 * DAY);
    expect([await left(), await retiredDays()]).toMatchObject([{ length: 7 }, 0]);
    await retire([waiting!]);
    await sweep.execute(3 * DAY);
    expect([await left(), await retiredDays()]).toMatchObject([{ length: 7 }, 1]);
  });

  it('stay when the stream of their audience goes on from them, until it is deleted', async () => {
    const [streamed, older] = await written('2026-01-05 10:00:00', 2);
    const note = { organisation, audience, epoch: 1, run: randomUUID(), definition_version: 1, members: 2 };
    await tables.clickhouse.insert('membership_streams', [
      { ...note, run_seq: 1, stage: 'complete', snapshots: [older] },
      { ...note, run_seq: 2, stage: 'complete', snapshots: [streamed] },
      { ...note, run_seq: 3, stage: 'begun', snapshots: [randomUUID()] },
    ]);
    await retire([streamed!, older!]);
    await sweep.execute(8 * DAY);
    expect(await left()).toEqual([streamed]);
    await retire([streamed!], true);
    await sweep.execute(8 * DAY);
    expect(await left()).toEqual([]);
  });
});
