import { Injectable } from '@nestjs/common';
import type { AudiencePage, AudienceResource } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import { z } from 'zod';
import { notFound } from '../http/not-found';
import { limitOf, type PageParameters } from '../http/parameters';
import { RunsRepository } from '../runs/runs.repository';
import type { AudienceEntity } from './audience.entity';
import { presentAudience } from './audience.presenter';
import { AudiencesRepository } from './audiences.repository';

@Injectable()
export class ReadAudiences {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
  ) {}

  /** @throws ProblemError 404 `audience.not-found` */
  async one(organisationId: string, id: string): Promise<AudienceResource> {
    const audience = await this.audiences.find(organisationId, id);
    const [resource] = audience ? await this.present([audience]) : [];
    if (!resource) throw notFound('audience');
    return resource;
  }

  /**
   * A page of audiences, newest first. The cursor is the id of the last one.
   * @throws ProblemError 400 `request.invalid-cursor`
   */
  async page(organisationId: string, parameters: PageParameters): Promise<AudiencePage> {
    const after = idOf(parameters.cursor);
    const limit = limitOf(parameters);
    // One more than the page tells whether there is a next one.
    const found = await this.audiences.list(organisationId, limit + 1, after);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { audiences: await this.present(shown), nextCursor: last?.id ?? null };
  }

  private async present(audiences: readonly AudienceEntity[]): Promise<AudienceResource[]> {
    const [definitions, lastRuns, publishedRuns] = await Promise.all([
      this.audiences.currentDefinitions(audiences),
      this.runs.newestOf(audiences),
      this.runs.byIds(audiences.flatMap(({ publishedRunId }) => publishedRunId ?? [])),
    ]);
    return audiences.map((audience) => {
      const definition = definitions.find(({ audienceId }) => audienceId === audience.id);
      const lastRun = lastRuns.find(({ audienceId }) => audienceId === audience.id);
      const published = publishedRuns.find(({ id }) => id === audience.publishedRunId);
      if (!definition || !lastRun) throw new Error(`audience ${audience.id} has no definition or no run`);
      return presentAudience(audience, definition, lastRun, published);
    });
  }
}

function idOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined || z.uuid().safeParse(cursor).success) return cursor;
  throw new ProblemError(400, 'request.invalid-cursor', 'cursor: take it from nextCursor of the page before');
}
