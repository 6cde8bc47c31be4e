import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';

/** A definition version of an audience names another audience. Those of the current version are the dependencies. */
@Entity({ schema: SCHEMA, name: 'audience_references' })
export class AudienceReferenceEntity {
  @PrimaryColumn('uuid', { name: 'audience_id' })
  audienceId!: string;

  @PrimaryColumn('integer')
  version!: number;

  @PrimaryColumn('uuid', { name: 'referenced_id' })
  referencedId!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;
}
