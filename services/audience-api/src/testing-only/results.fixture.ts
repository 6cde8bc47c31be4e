import { topics, type RunResource } from '@muster/contracts';
import { createEvent, type ClickHouse } from '@muster/platform';
import type { OtherServices, TestAudience } from './calculators.fixture';
import { writeSnapshot } from './snapshots.fixture';

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
    const snapshot = await writeSnapshot(this.clickhouse, audience, run.id, uids);
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
          ...snapshot,
          engineMs: 1,
          rowsRead: 1,
          peakMemoryBytes: 1,
        },
      }),
    );
  }
}
