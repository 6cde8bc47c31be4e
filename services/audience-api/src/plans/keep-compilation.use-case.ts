import { Injectable } from '@nestjs/common';
import type { Diagnostic, Plan } from '@muster/contracts';
import { PermanentError } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { AdvanceRun } from '../runs/advance-run';
import { RunsRepository } from '../runs/runs.repository';

/** The definition version that a compiler has worked on. */
export interface CompiledDefinition {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly definitionVersion: number;
  readonly ruleHash: string;
}

export type Compilation = { readonly plan: Plan } | { readonly diagnostics: Diagnostic[] };

/** Keeps what a compiler has made of a definition version, and takes the runs on that have waited for it. */
@Injectable()
export class KeepCompilation {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly advance: AdvanceRun,
  ) {}

  /**
   * @param users see `AdvanceRun`.
   * @throws PermanentError `plan.definition-unknown` when this service has no such definition version.
   */
  async execute(
    manager: EntityManager,
    about: CompiledDefinition,
    compilation: Compilation,
    users: number,
  ): Promise<void> {
    const { organisationId, audienceId, definitionVersion, ruleHash } = about;
    const audience = await this.audiences.lock(manager, organisationId, audienceId, { withDeleted: true });
    const definition = audience && (await this.audiences.definition(manager, audienceId, definitionVersion));
    if (definition?.ruleHash !== ruleHash) {
      const message = `there is no version ${String(definitionVersion)} of audience ${audienceId} with rule ${ruleHash}`;
      throw new PermanentError('plan.definition-unknown', message);
    }
    await this.audiences.keepCompilation(manager, definition, compilation);
    const compiled = { plan: null, diagnostics: null, ...compilation };
    for (const run of await this.runs.waitingForPlan(manager, audienceId, definitionVersion)) {
      await this.advance.execute(manager, run, compiled, users);
    }
  }
}
