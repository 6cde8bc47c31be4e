import type { DeclaredType, MistypedValues } from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';
import { wholeNumber } from '../database/whole-number';

/** Values of all files and messages so far that do not fit one declared place. */
@Entity({ schema: SCHEMA, name: 'mistyped_values' })
export class MistypedValuesEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('text')
  kind!: MistypedValues['kind'];

  /** Empty but for properties, as the event: what is part of a key cannot be null. */
  @PrimaryColumn('text')
  app!: string;

  @PrimaryColumn('text')
  event!: string;

  @PrimaryColumn('text')
  name!: string;

  @Column('text')
  declared!: DeclaredType;

  @Column('bigint', { transformer: wholeNumber })
  count!: number;

  @Column('text', { array: true })
  examples!: string[];

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt!: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt!: Date;
}
