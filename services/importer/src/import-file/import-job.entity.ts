import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ImportJobState = 'running' | 'completed' | 'failed';

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

  @Column('integer', { default: 0 })
  rows!: number;

  @Column('integer', { default: 0 })
  landed!: number;

  @Column('integer', { default: 0 })
  rejected!: number;

  /** Key of the report of rejected rows, when there are any. */
  @Column('text', { name: 'report_key', nullable: true })
  reportKey!: string | null;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column('text', { name: 'failure_message', nullable: true })
  failureMessage!: string | null;
}
