import { Injectable } from '@nestjs/common';
import { ProblemError } from '@muster/platform';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';

/** Tells runs whose members can be shown from those whose cannot. */
@Injectable()
export class Results {
  constructor(private readonly runs: RunsRepository) {}

  /**
   * @returns the run.
   * @throws ProblemError 409 `run.no-result` when it was never published, 410 `run.retired` when its members are not kept any more
   */
  async require(run: RunEntity): Promise<RunEntity> {
    if (run.state !== 'completed') {
      throw new ProblemError(409, 'run.no-result', `run ${run.id} has no result: it is ${run.state}`);
    }
    if ((await this.runs.retired([run.id])).size > 0) {
      const message = `the members of run ${run.id} are not kept any more: the organisation's retention is over`;
      throw new ProblemError(410, 'run.retired', message);
    }
    return run;
  }
}
