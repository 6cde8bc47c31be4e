import type { ConditionCount, Diagnostic, Failure } from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';

/** Users by condition and in all, and what it took to count them. */
export interface CountedRule {
  readonly count: number;
  readonly conditions: readonly ConditionCount[];
  readonly engineMs: number;
  readonly rowsToRead: number | null;
}

/** What came of an estimate. */
export type EstimateOutcome =
  | ({ readonly kind: 'completed' } & CountedRule)
  | { readonly kind: 'rejected'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** A newer estimate of the same session came. */
  | { readonly kind: 'superseded' }
  /** Nobody waits any more. */
  | { readonly kind: 'cancelled' };

/** An estimate that a request waits for; gone once it is answered. */
@Entity({ schema: SCHEMA, name: 'estimates' })
export class EstimateEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  /** The editor that asks; one estimate of a session counts at a time. */
  @Column('text', { nullable: true })
  session!: string | null;

  /** Null until it is known. json, not jsonb: jsonb cannot hold U+0000. */
  @Column('json', { nullable: true })
  outcome!: EstimateOutcome | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
