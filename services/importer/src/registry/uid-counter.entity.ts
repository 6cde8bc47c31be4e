import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The next uid of an organisation. Its row lock is what makes two importers take turns. */
@Entity('uid_counters')
export class UidCounterEntity {
  @PrimaryColumn('uuid')
  organisation!: string;

  @Column('bigint', { name: 'next_uid', default: 1 })
  nextUid!: string;

  /** Number of merges so far; whoever lands under uids compares it before and after. */
  @Column('bigint', { default: 0 })
  merges!: string;

  /** Number of changes so far of the organisation's names; never greater in ClickHouse unless the registry went back in time. */
  @Column('bigint', { default: 0 })
  changes!: string;
}
