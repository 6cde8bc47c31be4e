import { Injectable } from '@nestjs/common';
import type { HistoryPage } from '@muster/contracts';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { notFound } from '../http/not-found';
import { limitOf, type PageParameters } from '../http/parameters';
import { readSequenceCursor } from '../runs/sequence-cursor';
import { HistoryRepository } from './history.repository';
import { presentResult } from './past-result.presenter';

/** Shows how the size of an audience went, newest result first. */
@Injectable()
export class ReadHistory {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly history: HistoryRepository,
  ) {}

  /** @throws ProblemError 404 `audience.not-found`, 400 `request.invalid-cursor` */
  async execute(
    organisationId: string,
    audienceId: string,
    parameters: PageParameters,
  ): Promise<HistoryPage> {
    const below = readSequenceCursor(parameters.cursor);
    if (!(await this.audiences.find(organisationId, audienceId))) throw notFound('audience');
    const limit = limitOf(parameters);
    const found = await this.history.results(organisationId, audienceId, limit + 1, below);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { results: shown.map(presentResult), nextCursor: last ? String(last.runSeq) : null };
  }
}
