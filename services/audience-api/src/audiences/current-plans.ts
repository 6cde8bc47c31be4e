import { Injectable } from '@nestjs/common';
import { type Diagnostic, type Plan, PLAN_VERSION, topics } from '@muster/contracts';
import { Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { OrganisationEntity } from '../organisations/organisation.entity';
import { definitionEvent } from './definition-event';
import type { DefinitionVersionEntity } from './definition-version.entity';
import { RuleChecker } from './rule-checker';

/** What a compiler has made of a definition version: a plan, the reasons why there is none, or nothing yet. */
export interface CompilationState {
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[] | null;
}

/** Plans that calculators can execute. One of an older version, from before an upgrade, is as good as none, and is made again. */
@Injectable()
export class CurrentPlans {
  constructor(
    private readonly rules: RuleChecker,
    private readonly outbox: Outbox,
  ) {}

  /**
   * What has been made of a definition version. Where its plan is outdated the definition is told once more, under the same id, to
   * whoever compiles it; the catalogue may say by now why it cannot be.
   */
  async of(manager: EntityManager, definition: DefinitionVersionEntity): Promise<CompilationState> {
    if (!isOutdated(definition)) return definition;
    const { organisationId, audienceId, version, rule } = definition;
    const checked = await this.rules.check(organisationId, rule, manager);
    if (Array.isArray(checked)) return { plan: null, diagnostics: checked };
    const audience = { id: audienceId, organisationId, definitionVersion: version };
    const { timeZone } = await manager
      .getRepository(OrganisationEntity)
      .findOneByOrFail({ id: organisationId });
    await this.outbox.add(manager, topics.definition, [definitionEvent(audience, timeZone, checked)]);
    return { plan: null, diagnostics: null };
  }
}

/** Whether a definition has a plan that no calculator executes any more. */
export function isOutdated({ plan }: CompilationState): boolean {
  // Of the current version by its type; a row can be older.
  const version: number | undefined = plan?.version;
  return version !== undefined && version !== PLAN_VERSION;
}
