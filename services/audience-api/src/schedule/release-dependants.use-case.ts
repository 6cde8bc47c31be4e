import { Injectable } from '@nestjs/common';
import type { RunTrigger } from '@muster/contracts';
import { DataSource } from 'typeorm';
import { StartRequestedRun } from '../runs/start-requested-run.use-case';
import { DependantRunsRepository } from './dependant-runs.repository';

/** What is told of a run that has ended, or is held. */
export interface SettledRun {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly trigger: RunTrigger;
  readonly businessDate: string;
}

/** Takes the runs on that have waited for a scheduled run, each in a transaction of its own. */
@Injectable()
export class ReleaseDependants {
  constructor(
    private readonly database: DataSource,
    private readonly dependants: DependantRunsRepository,
    private readonly startRequestedRun: StartRequestedRun,
  ) {}

  /**
   * Called after that was committed, so whoever looks at the run later sees it. Safe to repeat: a run that has been queued is not
   * found again.
   */
  async execute({ organisationId, audienceId, trigger, businessDate }: SettledRun): Promise<void> {
    if (trigger !== 'scheduled') return;
    for (const run of await this.dependants.notQueued(organisationId, audienceId, businessDate)) {
      await this.database.transaction((manager) => this.startRequestedRun.execute(manager, run));
    }
  }
}
