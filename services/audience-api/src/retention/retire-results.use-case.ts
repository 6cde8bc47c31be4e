import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { createEvent, Outbox } from '@muster/platform';
import { DataSource } from 'typeorm';
import { SERVICE } from '../database/schema';
import { RetentionRepository, type RetiredRun } from './retention.repository';

/** Runs that are retired in one transaction. */
const BATCH = 200;

/** Lets go of results that are older than their organisation keeps them; calculators then delete their snapshots. */
@Injectable()
export class RetireResults {
  constructor(
    private readonly database: DataSource,
    private readonly retention: RetentionRepository,
    private readonly outbox: Outbox,
  ) {}

  /** @returns how many runs were retired. */
  async execute(now = new Date()): Promise<number> {
    let retired = 0;
    for (;;) {
      const batch = await this.batch(now);
      retired += batch;
      if (batch < BATCH) return retired;
    }
  }

  private async batch(now: Date): Promise<number> {
    return this.database.transaction(async (manager) => {
      const runs = await this.retention.retire(manager, now, BATCH);
      const withSnapshots = runs.filter(({ snapshotIds }) => snapshotIds.length > 0);
      if (withSnapshots.length > 0) {
        await this.outbox.add(manager, topics.retention, withSnapshots.map(snapshotRetired));
      }
      return runs.length;
    });
  }
}

function snapshotRetired({ organisationId, audienceId, runId, snapshotIds }: RetiredRun) {
  return createEvent(topics.retention, {
    type: 'audience.snapshot.retired.v1',
    service: SERVICE,
    organisationId,
    subject: audienceId,
    key: audienceId,
    identity: [runId],
    data: { organisationId, audienceId, runId, snapshotIds: [...snapshotIds] },
  });
}
