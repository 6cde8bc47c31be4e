import { Inject, Injectable } from '@nestjs/common';
import { deleteInBatches, Deletions, SERVICE_CONFIG } from '@muster/platform';
import { DataSource } from 'typeorm';
import type { AudienceApiConfig } from '../config';
import { expiredRecords } from './expired-records';
import { OldRunsRepository } from './old-runs.repository';

/** Runs that are deleted in one transaction, and transactions of one turn. */
const RUNS = 1_000;
const MOST_BATCHES = 500;

/** Deletes rows whose time is over, kind by kind. */
@Injectable()
export class ForgetRecords {
  constructor(
    private readonly database: DataSource,
    private readonly oldRuns: OldRunsRepository,
    private readonly deletions: Deletions,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  async execute(): Promise<void> {
    for (const { kind, ...rows } of expiredRecords(this.config)) {
      this.deletions.count(kind, await deleteInBatches(this.database, rows));
    }
    // After exports, which name runs.
    for (let batches = 0; batches < MOST_BATCHES; batches++) {
      const deleted = await this.oldRuns.delete(this.config.RETENTION_RUN_DAYS, RUNS);
      this.deletions.count('runs', deleted);
      if (deleted < RUNS) break;
    }
  }
}
