import { Injectable } from '@nestjs/common';
import { PermanentError } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { CurrentPlans } from '../audiences/current-plans';
import { AdvanceRun } from './advance-run';
import { LockedRuns, type RunReference } from './locked-run';

/** A run has been requested: queues it if its plan is there, and lets it wait for the plan if not. */
@Injectable()
export class StartRequestedRun {
  constructor(
    private readonly lockedRuns: LockedRuns,
    private readonly audiences: AudiencesRepository,
    private readonly plans: CurrentPlans,
    private readonly advance: AdvanceRun,
  ) {}

  /** @param users see `AdvanceRun`. */
  async execute(manager: EntityManager, reference: RunReference, users: number): Promise<void> {
    const { audience, run } = await this.lockedRuns.lock(manager, reference);
    const definition = await this.audiences.definition(manager, audience.id, run.definitionVersion);
    if (!definition) throw new PermanentError('run.definition-unknown', `run ${run.id} has no definition`);
    await this.advance.execute(manager, run, await this.plans.of(manager, definition), users);
  }
}
