import { Injectable } from '@nestjs/common';
import { ProblemError } from '@muster/platform';
import { DataSource } from 'typeorm';
import { notFound } from '../http/not-found';
import { LockedRuns } from './locked-run';
import { RunEndings } from './run-endings';
import { RunsRepository } from './runs.repository';

/** Ends a run that nobody wants any more. The previous result stays. */
@Injectable()
export class CancelRun {
  constructor(
    private readonly database: DataSource,
    private readonly runs: RunsRepository,
    private readonly lockedRuns: LockedRuns,
    private readonly endings: RunEndings,
  ) {}

  /**
   * Safe to repeat: a run that was cancelled before stays as it is.
   * @throws ProblemError 404 `run.not-found`, 409 `run.finished`.
   */
  async execute(organisationId: string, runId: string): Promise<void> {
    const found = await this.runs.find(organisationId, runId);
    if (!found) throw notFound('run');
    const { audienceId } = found;
    await this.database.transaction(async (manager) => {
      const { run } = await this.lockedRuns.lock(manager, { organisationId, audienceId, runId });
      if (run.state === 'cancelled' || (await this.endings.cancel(manager, run))) return;
      throw new ProblemError(409, 'run.finished', `the run has ended before: it is ${run.state}`);
    });
  }
}
