import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { IdType } from '@muster/contracts';

/** A name of a user inside an organisation, and the dense uid it stands for. The registry is the authority on uids. */
@Entity('identities')
@Index(['organisation', 'uid'])
export class IdentityEntity {
  @PrimaryColumn('uuid')
  organisation!: string;

  @PrimaryColumn('text', { name: 'id_type' })
  idType!: IdType;

  @PrimaryColumn('text')
  id!: string;

  /** Up to 2^32 - 1: beyond the range of Postgres's `integer`. The driver hands it over as a string. */
  @Column('bigint')
  uid!: string;

  /** Grows when the name comes to stand for another uid; the version of the projection in ClickHouse. */
  @Column('integer')
  version!: number;
}
