import type {
  BrokenRowPolicy,
  Compression,
  CsvDelimiter,
  FileFormat,
  ImportKind,
  ImportState,
  MistypedValues,
} from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';
import { wholeNumber } from '../database/whole-number';

@Entity({ schema: SCHEMA, name: 'imports' })
export class ImportEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @Column('text')
  kind!: ImportKind;

  @Column('text')
  format!: FileFormat;

  @Column('text')
  compression!: Compression;

  @Column('text', { name: 'on_broken_row' })
  onBrokenRow!: BrokenRowPolicy;

  @Column('text')
  state!: ImportState;

  /** Key of the file in the bucket of uploads; once the import has started, of the copy that is landed. */
  @Column('text', { name: 'object_key' })
  objectKey!: string;

  @Column('bigint', { transformer: wholeNumber })
  rows!: number;

  @Column('bigint', { transformer: wholeNumber })
  landed!: number;

  @Column('bigint', { transformer: wholeNumber })
  rejected!: number;

  /** Whose local time a time without offset is. */
  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('bigint', { name: 'trimmed_ids', transformer: wholeNumber })
  trimmedIds!: number;

  @Column('json')
  mistyped!: readonly MistypedValues[];

  /** Key of the report of broken rows in the bucket of reports. */
  @Column('text', { name: 'report_key', nullable: true })
  reportKey!: string | null;

  @Column('text', { nullable: true })
  delimiter!: CsvDelimiter | null;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column('text', { name: 'failure_message', nullable: true })
  failureMessage!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}

/** Whether an import has ended and never changes again. */
export function isFinishedImport({ state }: ImportEntity): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}
