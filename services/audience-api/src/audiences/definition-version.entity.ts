import type { Diagnostic, Plan, Rule } from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';

/** One version of an audience's rule. It never changes; its plan, or why there is none, is added later, and again when plans have changed. */
@Entity({ schema: SCHEMA, name: 'definition_versions' })
export class DefinitionVersionEntity {
  @PrimaryColumn('uuid', { name: 'audience_id' })
  audienceId!: string;

  @PrimaryColumn('integer')
  version!: number;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  /** As its author wrote it. json, not jsonb: jsonb cannot hold U+0000 and reorders keys. */
  @Column('json')
  rule!: Rule;

  @Column('text', { name: 'rule_hash' })
  ruleHash!: string;

  @Column('json', { nullable: true })
  plan!: Plan | null;

  /** Why the rule cannot be compiled. */
  @Column('json', { nullable: true })
  diagnostics!: Diagnostic[] | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
