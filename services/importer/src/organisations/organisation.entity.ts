import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What landing needs to know of an organisation: its local days. Kept from the topic of organisations. */
@Entity('organisations')
export class OrganisationEntity {
  @PrimaryColumn('uuid')
  organisation!: string;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;
}
