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

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
