import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { newRow } from '../database/new-row';
import { KeepReferences } from '../dependencies/keep-references';
import { refusedBody } from '../http/request-body.pipe';
import type { AudienceEntity } from './audience.entity';
import { AudiencesRepository } from './audiences.repository';
import { definitionEvent } from './definition-event';
import { DefinitionVersionEntity } from './definition-version.entity';
import type { SoundRule } from './rule-checker';
import { inRule } from './rule-request';

/** Saves definition versions of audiences that the transaction has created or locked, and has them compiled. */
@Injectable()
export class NewDefinitions {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly keepReferences: KeepReferences,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @param audience its `definitionVersion` is the version that is saved.
   * @param timeZone IANA name of the organisation's zone.
   * @throws ProblemError 400 when the audience would depend on itself, or a named one has been deleted meanwhile.
   */
  async add(
    manager: EntityManager,
    audience: AudienceEntity,
    timeZone: string,
    rule: SoundRule,
  ): Promise<void> {
    const definition = newRow(DefinitionVersionEntity, {
      audienceId: audience.id,
      version: audience.definitionVersion,
      organisationId: audience.organisationId,
      rule: rule.rule,
      ruleHash: rule.hash,
      plan: null,
      diagnostics: null,
      createdAt: new Date(),
    });
    await this.audiences.insertDefinition(manager, definition);
    const problems = await this.keepReferences.keep(manager, definition, rule.rule);
    if (problems.length > 0) throw refusedBody(inRule(problems));
    await this.outbox.add(manager, topics.definition, [definitionEvent(audience, timeZone, rule)]);
  }
}
