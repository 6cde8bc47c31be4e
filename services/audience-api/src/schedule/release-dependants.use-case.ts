import { Injectable } from '@nestjs/common';
import type { RunTrigger } from '@muster/contracts';
import { DataSource } from 'typeorm';
import { KnownUsers } from '../runs/known-users';
import type { RunReference } from '../runs/locked-run';
import { StartRequestedRun } from '../runs/start-requested-run.use-case';
import { DependantRunsRepository } from './dependant-runs.repository';

/** What is told of a run that has ended, or is held. */
export interface SettledRun {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly trigger: RunTrigger;
}

/** Takes the runs on that have waited for a run of what they read, or for a baseline, each in a transaction of its own. */
@Injectable()
export class ReleaseDependants {
  constructor(
    private readonly database: DataSource,
    private readonly dependants: DependantRunsRepository,
    private readonly startRequestedRun: StartRequestedRun,
    private readonly knownUsers: KnownUsers,
  ) {}

  /**
   * Called after that was committed, so whoever looks at the run later sees it. Safe to repeat: a run that has been queued is not
   * found again.
   */
  async execute(settled: SettledRun): Promise<void> {
    const waiting = await this.mayHaveWaited(settled);
    if (waiting.length === 0) return;
    const users = await this.knownUsers.bound(settled.organisationId);
    for (const run of waiting) {
      await this.database.transaction((manager) => this.startRequestedRun.execute(manager, run, users));
    }
  }

  private async mayHaveWaited(settled: SettledRun): Promise<RunReference[]> {
    const { organisationId, audienceId, trigger } = settled;
    const dependants = await this.dependants.notQueued(organisationId, audienceId);
    if (trigger !== 'definitionChanged') return dependants;
    return [...(await this.dependants.ofChangedRules(organisationId, audienceId)), ...dependants];
  }
}
