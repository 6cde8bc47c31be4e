import type { Catalogue } from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';

@Entity({ schema: SCHEMA, name: 'catalogues' })
export class CatalogueEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  // json, not jsonb: jsonb cannot hold U+0000, which a JSON string may contain.
  @Column('json')
  catalogue!: Catalogue;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
