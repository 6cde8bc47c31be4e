import type { MissedDays, OnStaleInput } from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';

@Entity({ schema: SCHEMA, name: 'organisations' })
export class OrganisationEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('smallint', { name: 'daily_hour' })
  dailyHour!: number;

  @Column('text', { name: 'missed_days' })
  missedDays!: MissedDays;

  @Column('text', { name: 'on_stale_input' })
  onStaleInput!: OnStaleInput;

  /** For so many days results keep their members; for ever when null. */
  @Column('integer', { name: 'retention_days', nullable: true })
  retentionDays!: number | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
