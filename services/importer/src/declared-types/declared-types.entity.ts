import type { DeclaredTypes } from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an organisation has declared, kept from the topic of catalogues. */
@Entity('declared_types')
export class DeclaredTypesEntity {
  @PrimaryColumn('uuid')
  organisation!: string;

  @Column('json')
  declared!: DeclaredTypes;
}
