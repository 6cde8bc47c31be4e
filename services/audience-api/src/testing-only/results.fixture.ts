import { topics, type RunResource } from '@muster/contracts';
import { createEvent, type ClickHouse } from '@muster/platform';
import type { OtherServices, TestAudience } from './calculators.fixture';

/** Plays calculators that really write snapshots, and landings of users. */
export class ResultsForTest {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly others: OtherServices,
  ) {}

  /** Users with the entity IDs `u1`, `u2`, … */
  async landUsers(organisation: string, uids: readonly number[]): Promise<void> {
    const row = { organisation, version: 1, deleted: 0 };
    await this.clickhouse.insert(
      'users',
      uids.map((uid) => ({ ...row, uid, entity_id: `u${uid}` })),
    );
  }

  /** Writes a snapshot with these members and tells of it, as a calculator does. */
  async calculate(audience: TestAudience, run: RunResource, uids: readonly number[]): Promise<void> {
    const shards = [...new Set(uids.map((uid) => uid >> 20))].map((shard) => ({
      shard,
      count: uids.filter((uid) => uid >> 20 === shard).length,
    }));
    const snapshotId = run.id;
    for (const { shard } of shards) {
      await this.clickhouse.command(
        `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users, written_at)
         SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, {shard:UInt16}, {run:UUID},
           groupBitmapState(uid), now() FROM (SELECT arrayJoin({uids:Array(UInt32)}) AS uid)`,
        {
          organisation: audience.organisationId,
          audience: audience.id,
          snapshot: snapshotId,
          shard,
          run: run.id,
          uids: uids.filter((uid) => uid >> 20 === shard),
        },
      );
    }
    await this.others.hearRequested(audience, run);
    await this.others.hearRun(
      createEvent(topics.run, {
        service: 'calculator',
        organisationId: audience.organisationId,
        subject: run.id,
        key: audience.id,
        identity: [run.id, 'calculated'],
        type: 'audience.run.completed.v1',
        data: {
          ...this.others.aboutRun(audience, run),
          piece: 0,
          pieces: 1,
          snapshotId,
          count: uids.length,
          shards,
          engineMs: 1,
          rowsRead: 1,
          peakMemoryBytes: 1,
        },
      }),
    );
  }
}
