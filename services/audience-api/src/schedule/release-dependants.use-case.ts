import { Injectable } from '@nestjs/common';
import type { RunTrigger } from '@muster/contracts';
import { DataSource } from 'typeorm';
import type { RunReference } from '../runs/locked-run';
import { StartRequestedRun } from '../runs/start-requested-run.use-case';
import { DependantRunsRepository } from './dependant-runs.repository';

/** What is told of a run that has ended, or is held. */
export interface SettledRun {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly trigger: RunTrigger;
  readonly businessDate: string;
}

/** Takes the runs on that have waited for a scheduled run, or for a baseline, each in a transaction of its own. */
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
  async execute(settled: SettledRun): Promise<void> {
    for (const run of await this.mayHaveWaited(settled)) {
      await this.database.transaction((manager) => this.startRequestedRun.execute(manager, run));
    }
  }

  private async mayHaveWaited(settled: SettledRun): Promise<RunReference[]> {
    const { organisationId, audienceId, trigger, businessDate } = settled;
    if (trigger === 'scheduled') return this.dependants.notQueued(organisationId, audienceId, businessDate);
    if (trigger === 'definitionChanged') return this.dependants.ofChangedRules(organisationId, audienceId);
    return [];
  }
}
