import { Injectable } from '@nestjs/common';
import type { RunDecision } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import { DataSource } from 'typeorm';
import type { Caller } from '../authentication/caller';
import { notFound } from '../http/not-found';
import { LockedRuns } from '../runs/locked-run';
import { RunEndings } from '../runs/run-endings';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { PublishRun } from './publish-run';

/** Ends the wait of a held run: its result is published, or it fails with `run.rejected` and the published result stays. */
@Injectable()
export class DecideRun {
  constructor(
    private readonly database: DataSource,
    private readonly runs: RunsRepository,
    private readonly lockedRuns: LockedRuns,
    private readonly publishRun: PublishRun,
    private readonly endings: RunEndings,
  ) {}

  /**
   * Safe to repeat: a run about which the same was decided before stays as it is.
   * @param note why, for people.
   * @throws ProblemError 404 `run.not-found`, 409 `run.not-held`; 503 when the engine cannot count the result now.
   */
  async execute(
    { organisationId, tokenId }: Caller,
    runId: string,
    verdict: RunDecision['verdict'],
    note: string | undefined,
  ): Promise<void> {
    const found = await this.runs.find(organisationId, runId);
    if (!found) throw notFound('run');
    const reference = { organisationId, audienceId: found.audienceId, runId };
    const decide = (run: RunEntity): boolean => {
      if (run.decision?.verdict === verdict) return false;
      if (run.state !== 'held') {
        const message = `there is nothing to decide about this run: it is ${run.state}`;
        throw new ProblemError(409, 'run.not-held', message);
      }
      run.decision = { verdict, by: tokenId, note: note ?? null, at: new Date().toISOString() };
      return true;
    };
    // Without a lock, what is wrong is said before anything is counted.
    if (!decide(found)) return;
    if (verdict === 'approved') return this.publishRun.approve(reference, decide);
    await this.database.transaction(async (manager) => {
      const { run } = await this.lockedRuns.lock(manager, reference);
      if (!decide(run)) return;
      const message = `its result was held, and rejected${note === undefined ? '' : `: ${note}`}`;
      await this.endings.fail(manager, run, { code: 'run.rejected', message });
    });
  }
}
