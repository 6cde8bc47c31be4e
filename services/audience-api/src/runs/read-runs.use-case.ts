import { Injectable } from '@nestjs/common';
import type { RunPage, RunResource } from '@muster/contracts';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { ChangeFeed } from '../changes/change-feed';
import { notFound } from '../http/not-found';
import { limitOf } from '../http/parameters';
import { isSettled } from './domain/run-state';
import type { RunListParameters } from './run-list-parameters';
import type { RunEntity } from './run.entity';
import { presentRun } from './run.presenter';
import { RunsRepository } from './runs.repository';
import { readSequenceCursor } from './sequence-cursor';

@Injectable()
export class ReadRuns {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly changes: ChangeFeed,
  ) {}

  /**
   * A run, as soon as it has finished, is held, or the time is over.
   * @throws ProblemError 404 `run.not-found`
   */
  async one(organisationId: string, id: string, waitMs: number): Promise<RunResource> {
    const look = async (): Promise<RunEntity> => {
      const run = await this.runs.find(organisationId, id);
      if (!run) throw notFound('run');
      return run;
    };
    const run = await this.changes.waitFor(id, look, ({ state }) => isSettled(state), waitMs);
    return presentRun(run, await this.runs.piecesOf([id]));
  }

  /**
   * A page of an audience's runs, newest first, of a state and a trigger if told. The cursor is the sequence number of the last run.
   * @throws ProblemError 404 `audience.not-found`, 400 `request.invalid-cursor`
   */
  async page(organisationId: string, audienceId: string, parameters: RunListParameters): Promise<RunPage> {
    const below = readSequenceCursor(parameters.cursor);
    if (!(await this.audiences.find(organisationId, audienceId))) throw notFound('audience');
    const limit = limitOf(parameters);
    // One more than the page tells whether there is a next one.
    const { state, trigger } = parameters;
    const filter = { below, state, trigger };
    const found = await this.runs.list(organisationId, audienceId, limit + 1, filter);
    const shown = found.slice(0, limit);
    const pieces = await this.runs.piecesOf(shown.map(({ id }) => id));
    const last = found.length > limit ? shown.at(-1) : undefined;
    return {
      runs: shown.map((run) =>
        presentRun(
          run,
          pieces.filter(({ runId }) => runId === run.id),
        ),
      ),
      nextCursor: last ? String(last.runSeq) : null,
    };
  }
}
