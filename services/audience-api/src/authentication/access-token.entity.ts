import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';

@Entity({ schema: SCHEMA, name: 'access_tokens' })
export class AccessTokenEntity {
  /** SHA-256 of the token: the token itself is told once and never stored. */
  @PrimaryColumn('bytea')
  hash!: Buffer;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
