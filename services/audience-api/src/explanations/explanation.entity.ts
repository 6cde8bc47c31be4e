import type { Diagnostic, Failure, Finding } from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';

/** What came of a question. */
export type ExplanationOutcome =
  | {
      readonly kind: 'completed';
      readonly entityId: string;
      readonly findings: readonly Finding[];
      readonly inSnapshot: boolean | null;
    }
  | { readonly kind: 'rejected'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A question that a request waits for; gone once it is answered, because the answer holds what is known of a person. */
@Entity({ schema: SCHEMA, name: 'explanations' })
export class ExplanationEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @Column('uuid', { name: 'audience_id' })
  audienceId!: string;

  /** Null until it is answered. json, not jsonb: jsonb cannot hold U+0000. */
  @Column('json', { nullable: true })
  outcome!: ExplanationOutcome | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
