import { Injectable } from '@nestjs/common';
import type { AudienceDependencies, RelatedAudience } from '@muster/contracts';
import { DataSource } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { notFound } from '../http/not-found';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { AudienceReferencesRepository } from './audience-references.repository';
import { distancesFrom } from './domain/audience-graph';

type Direction = 'uses' | 'usedBy';

/** Shows what an audience is made of, and what is made of it. */
@Injectable()
export class ReadDependencies {
  constructor(
    private readonly database: DataSource,
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly references: AudienceReferencesRepository,
  ) {}

  /** @throws ProblemError 404 `audience.not-found` */
  async execute(organisationId: string, audienceId: string): Promise<AudienceDependencies> {
    if (!(await this.audiences.find(organisationId, audienceId))) throw notFound('audience');
    const [uses, usedBy] = await Promise.all([
      this.related(organisationId, audienceId, 'uses'),
      this.related(organisationId, audienceId, 'usedBy'),
    ]);
    return { audienceId, uses, usedBy };
  }

  /** The audiences in one direction, the nearest first. */
  async related(
    organisationId: string,
    audienceId: string,
    direction: Direction,
  ): Promise<RelatedAudience[]> {
    const { manager } = this.database;
    const references = await this.references.reachable(manager, organisationId, [audienceId], direction);
    const distances = distancesFrom(audienceId, references, direction);
    const audiences = await this.audiences.byIds(organisationId, [...distances.keys()]);
    const lastRuns = await this.runs.newestOf(audiences);
    return [...distances].flatMap(([id, distance]) => {
      const audience = audiences.find((candidate) => candidate.id === id);
      const lastRun = lastRuns.find((run) => run.audienceId === id);
      return audience && lastRun ? presentRelated(audience, lastRun, distance) : [];
    });
  }
}

function presentRelated(
  { id, name, calculation }: AudienceEntity,
  { state }: RunEntity,
  distance: number,
): RelatedAudience {
  return { id, name, calculation, lastRunState: state, distance };
}
