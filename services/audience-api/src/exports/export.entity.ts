import type { Compression, ExportState, FileFormat } from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';
import { wholeNumber } from '../database/whole-number';

@Entity({ schema: SCHEMA, name: 'exports' })
export class ExportEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @Column('uuid', { name: 'audience_id' })
  audienceId!: string;

  /** The published run of the moment of the request. */
  @Column('uuid', { name: 'run_id' })
  runId!: string;

  @Column('text')
  format!: FileFormat;

  @Column('text')
  compression!: Compression;

  @Column('text')
  state!: ExportState;

  /** Key of the file in the bucket of exports. */
  @Column('text', { name: 'object_key' })
  objectKey!: string;

  @Column('bigint', { name: 'expected_rows', transformer: wholeNumber })
  expectedRows!: number;

  @Column('bigint', { transformer: wholeNumber })
  rows!: number;

  @Column('bigint', { nullable: true, transformer: wholeNumber })
  bytes!: number | null;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column('text', { name: 'failure_message', nullable: true })
  failureMessage!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}

/** Whether an export has ended and never changes again. */
export function isFinishedExport({ state }: ExportEntity): boolean {
  return state === 'completed' || state === 'failed';
}
