import { Injectable } from '@nestjs/common';
import {
  audienceReferences,
  checkRule,
  ruleHash,
  sliceCatalogue,
  type CanonicalRule,
  type Catalogue,
  type Diagnostic,
  type Rule,
} from '@muster/contracts';
import { isValidRegex } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { CatalogueRepository } from '../catalogue/catalogue.repository';
import { AudiencesRepository } from './audiences.repository';
import { invisibleAudiences } from './invisible-audiences';

/** A rule that may be saved. */
export interface SoundRule {
  /** As its author wrote it. */
  readonly rule: Rule;
  readonly canonical: CanonicalRule;
  readonly hash: string;
  /** The part of the catalogue that the rule names. */
  readonly catalogue: Catalogue;
}

/**
 * Checks a rule for an organisation: language, limits, catalogue, and that its audiences are the organisation's own. Cycles are found
 * by the transaction that saves it.
 */
@Injectable()
export class RuleChecker {
  constructor(
    private readonly catalogues: CatalogueRepository,
    private readonly audiences: AudiencesRepository,
  ) {}

  /**
   * @param manager of the transaction that asks, if there is one.
   * @returns the rule, or everything that is wrong with it, with pointers into the rule.
   */
  async check(
    organisationId: string,
    input: unknown,
    manager?: EntityManager,
  ): Promise<SoundRule | Diagnostic[]> {
    const catalogue = await this.catalogues.get(organisationId, manager);
    const checked = checkRule(input, catalogue, { isValidRegex });
    if (!checked.ok) return checked.errors;
    const { rule, canonical } = checked;
    const invisible = await this.invisibleAudiences(organisationId, rule, manager);
    if (invisible.length > 0) return invisible;
    return { rule, canonical, hash: ruleHash(canonical), catalogue: sliceCatalogue(catalogue, rule) };
  }

  private async invisibleAudiences(
    organisationId: string,
    rule: Rule,
    manager: EntityManager | undefined,
  ): Promise<Diagnostic[]> {
    const references = audienceReferences(rule);
    const visible = await this.audiences.existing(
      organisationId,
      references.map(({ audienceId }) => audienceId),
      manager,
    );
    return invisibleAudiences(references, visible);
  }
}
