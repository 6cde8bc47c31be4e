import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { Deletions, Outbox } from '@muster/platform';
import { DataSource } from 'typeorm';
import { DueResultsRepository, type RetiredBatch, type RunPosition } from './due-results.repository';
import { snapshotsRetired } from './retired-snapshots.events';

/** Runs that are retired in one transaction. */
const BATCH = 500;
/** Of one sweep; the next one goes on. */
const MOST_BATCHES = 1_000;

/** Lets go of results that nobody can see any more; calculators then delete their snapshots. */
@Injectable()
export class RetireResults {
  constructor(
    private readonly database: DataSource,
    private readonly due: DueResultsRepository,
    private readonly outbox: Outbox,
    private readonly deletions: Deletions,
  ) {}

  /** @returns how many runs were retired. */
  async execute(now = new Date()): Promise<number> {
    let retired = 0;
    let after: RunPosition | undefined;
    for (let batches = 0; batches < MOST_BATCHES; batches++) {
      const { runs, next } = await this.batch(now, after);
      retired += runs.length;
      this.deletions.count('results', runs.length);
      if (!next) break;
      after = next;
    }
    return retired;
  }

  private async batch(now: Date, after: RunPosition | undefined): Promise<RetiredBatch> {
    return this.database.transaction(async (manager) => {
      const batch = await this.due.retire(manager, now, BATCH, after);
      await this.outbox.add(
        manager,
        topics.retention,
        batch.runs.map((run) => snapshotsRetired(run)),
      );
      return batch;
    });
  }
}
