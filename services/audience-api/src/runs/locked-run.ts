import { Injectable } from '@nestjs/common';
import { PermanentError } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import type { RunEntity } from './run.entity';
import { RunsRepository } from './runs.repository';

/** What an event says of the run that it is about. */
export interface RunReference {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly runId: string;
}

/** Finds the run that an event is about, with its audience locked: events of one audience change it one at a time. */
@Injectable()
export class LockedRuns {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
  ) {}

  /** @throws PermanentError `run.unknown`: no retry makes a run appear, because runs exist before events tell of them. */
  async lock(
    manager: EntityManager,
    { organisationId, audienceId, runId }: RunReference,
  ): Promise<{ audience: AudienceEntity; run: RunEntity }> {
    const audience = await this.audiences.lock(manager, organisationId, audienceId, { withDeleted: true });
    const run = audience && (await this.runs.ofAudience(manager, audience.id, runId));
    if (!run) throw new PermanentError('run.unknown', `there is no run ${runId} of audience ${audienceId}`);
    return { audience, run };
  }

  /** The same without waiting: undefined when another transaction has locked the audience. */
  async lockIfFree(
    manager: EntityManager,
    { organisationId, audienceId, runId }: RunReference,
  ): Promise<{ audience: AudienceEntity; run: RunEntity } | undefined> {
    const audience = await this.audiences.lock(manager, organisationId, audienceId, {
      onLocked: 'skip_locked',
    });
    const run = audience && (await this.runs.ofAudience(manager, audience.id, runId));
    return run && { audience, run };
  }
}
