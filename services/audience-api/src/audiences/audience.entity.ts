import type { CalculationMethod, MembershipStream, QualityGate } from '@muster/contracts';
import { Column, DeleteDateColumn, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';

/** Locking this row orders everything that happens to the audience's runs. */
@Entity({ schema: SCHEMA, name: 'audiences' })
export class AudienceEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @Column('text')
  name!: string;

  @Column('integer', { name: 'definition_version' })
  definitionVersion!: number;

  @Column('text')
  calculation!: CalculationMethod;

  /** The newest business date that the schedule has nothing left to do for; null as long as the audience was never daily. */
  @Column('date', { name: 'scheduled_date', nullable: true })
  scheduledDate!: string | null;

  @Column('integer', { name: 'last_run_seq' })
  lastRunSeq!: number;

  /** The run whose result readers, exports and dependants see. */
  @Column('uuid', { name: 'published_run_id', nullable: true })
  publishedRunId!: string | null;

  @Column('integer', { name: 'published_run_seq', nullable: true })
  publishedRunSeq!: number | null;

  @Column('json', { name: 'quality_gate' })
  qualityGate!: QualityGate;

  /** How its membership is streamed. */
  @Column('text')
  stream!: MembershipStream;

  /** Grows whenever the stream begins anew; 0 while it was never streamed. */
  @Column('integer', { name: 'stream_epoch' })
  streamEpoch!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** A deleted audience is found by nobody; its row stays for news of its runs that is late, which would else look like a mistake. */
  @DeleteDateColumn({ type: 'timestamptz', name: 'deleted_at' })
  deletedAt!: Date | null;
}
