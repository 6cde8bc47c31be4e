import type { CsvDelimiter, MistypedValues } from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ImportJobState = 'running' | 'completed' | 'failed' | 'cancelled';

/** One import and what became of it: a request that is delivered again after the end is answered with the same result. */
@Entity('import_jobs')
export class ImportJobEntity {
  @PrimaryColumn('uuid', { name: 'import_id' })
  importId!: string;

  @Column('uuid')
  organisation!: string;

  /** The newest attempt, the only one that may end the job; also the name of its staging partitions. */
  @Column('uuid')
  attempt!: string;

  @Column('text')
  state!: ImportJobState;

  /** Whether an attempt has begun to claim identities or to land rows: from then on the import cannot be cancelled. */
  @Column('boolean', { default: false })
  landing!: boolean;

  @Column('integer', { default: 0 })
  rows!: number;

  @Column('integer', { default: 0 })
  landed!: number;

  @Column('integer', { default: 0 })
  rejected!: number;

  @Column('integer', { name: 'trimmed_ids', default: 0 })
  trimmedIds!: number;

  // json, not jsonb: an example may hold U+0000, which jsonb cannot.
  @Column('json', { name: 'mistyped', default: [] })
  mistyped!: readonly MistypedValues[];

  /** Key of the report of rejected rows, when there are any. */
  @Column('text', { name: 'report_key', nullable: true })
  reportKey!: string | null;

  @Column('text', { nullable: true })
  delimiter!: CsvDelimiter | null;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column('text', { name: 'failure_message', nullable: true })
  failureMessage!: string | null;
}
