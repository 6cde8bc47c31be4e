import { Injectable } from '@nestjs/common';
import { audienceReferences, type AudienceReference, type Diagnostic, type Rule } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import type { DefinitionVersionEntity } from '../audiences/definition-version.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { invisibleAudiences } from '../audiences/invisible-audiences';
import { newRow } from '../database/new-row';
import { AudienceReferenceEntity } from './audience-reference.entity';
import { AudienceReferencesRepository } from './audience-references.repository';
import { cycleThrough } from './domain/audience-graph';

type Version = Pick<DefinitionVersionEntity, 'organisationId' | 'audienceId' | 'version'>;

/** Keeps which audiences a new definition version names, unless an audience would depend on itself. */
@Injectable()
export class KeepReferences {
  constructor(
    private readonly references: AudienceReferencesRepository,
    private readonly audiences: AudiencesRepository,
  ) {}

  /**
   * Called by the transaction that has written the version. Changes are checked one at a time, so two of them cannot make a cycle
   * together.
   * @returns what is wrong, with pointers into the rule; the transaction must not commit then.
   */
  async keep(manager: EntityManager, version: Version, rule: Rule): Promise<Diagnostic[]> {
    const named = audienceReferences(rule);
    if (named.length === 0) return [];
    await this.references.lock(manager, version.organisationId);
    const problems = await this.problems(manager, version, named);
    if (problems.length > 0) return problems;
    const rows = idsOf(named).map((referencedId) =>
      newRow(AudienceReferenceEntity, { ...columnsOf(version), referencedId }),
    );
    await this.references.insert(manager, rows);
    return [];
  }

  private async problems(
    manager: EntityManager,
    { organisationId, audienceId }: Version,
    named: readonly AudienceReference[],
  ): Promise<Diagnostic[]> {
    // One that was there when the rule was checked may have been deleted since.
    const visible = await this.audiences.existing(organisationId, idsOf(named), manager);
    const invisible = invisibleAudiences(named, visible);
    if (invisible.length > 0) return invisible;
    const reachable = await this.references.reachable(manager, organisationId, idsOf(named), 'uses');
    const cycles = named.flatMap(({ audienceId: used, pointer }) => {
      const cycle = cycleThrough(audienceId, [used], reachable);
      return cycle ? { pointer, cycle } : [];
    });
    if (cycles.length === 0) return [];
    const members = await this.audiences.byIds(
      organisationId,
      cycles.flatMap(({ cycle }) => cycle),
      manager,
    );
    const names = new Map(members.map(({ id, name }) => [id, name]));
    return cycles.map(({ pointer, cycle }) => {
      const way = cycle.map((id) => `${JSON.stringify(names.get(id) ?? '')} (${id})`).join(' uses ');
      return {
        code: 'rule.audience-cycle',
        pointer,
        message: `The audience would depend on itself: ${way}.`,
      };
    });
  }
}

function idsOf(named: readonly AudienceReference[]): string[] {
  return [...new Set(named.map(({ audienceId }) => audienceId))];
}

function columnsOf({ organisationId, audienceId, version }: Version): Version {
  return { organisationId, audienceId, version };
}
