import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A reserved uid that turned out to be another user: what was landed under `fromUid` is copied to `intoUid`. */
@Entity('uid_merges')
export class UidMergeEntity {
  @PrimaryColumn('uuid')
  organisation!: string;

  /** Counts up inside the organisation, in the order of the commits. */
  @PrimaryColumn('bigint')
  seq!: string;

  @Column('bigint', { name: 'from_uid' })
  fromUid!: string;

  @Column('bigint', { name: 'into_uid' })
  intoUid!: string;

  /** False until the first copy has been made. */
  @Column('boolean', { default: false })
  copied!: boolean;
}
