import { Injectable } from '@nestjs/common';
import { ProblemError } from '@muster/platform';
import { notFound } from '../http/not-found';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { Results } from './results';

export interface ComparedRuns {
  readonly from: RunEntity;
  readonly to: RunEntity;
}

/** Finds two results of one audience, the older one first. */
@Injectable()
export class FindComparedRuns {
  constructor(
    private readonly runs: RunsRepository,
    private readonly results: Results,
  ) {}

  /**
   * @param since the older of the two.
   * @throws ProblemError 404 `run.not-found`; 409 `run.no-result`; 410 `run.retired`; 400 `run.not-comparable` when they are of two audiences, or in
   *   the other order
   */
  async execute(organisationId: string, id: string, since: string): Promise<ComparedRuns> {
    const [to, from] = await Promise.all([this.find(organisationId, id), this.find(organisationId, since)]);
    if (from.audienceId !== to.audienceId || from.runSeq > to.runSeq) {
      throw new ProblemError(
        400,
        'run.not-comparable',
        'since: must be an earlier run of the same audience, or the run itself',
      );
    }
    return { from, to };
  }

  private async find(organisationId: string, id: string): Promise<RunEntity> {
    const run = await this.runs.find(organisationId, id);
    if (!run) throw notFound('run');
    return this.results.require(run);
  }
}
