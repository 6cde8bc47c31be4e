import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';

@Entity({ schema: SCHEMA, name: 'idempotency_keys' })
export class IdempotencyKeyEntity {
  /** The organisation, or `administrator`: one caller's keys do not meet another's. */
  @PrimaryColumn('text')
  scope!: string;

  @PrimaryColumn('text')
  key!: string;

  /** SHA-256 of method, path and body. */
  @Column('bytea')
  fingerprint!: Buffer;

  /** What the request created: ids, from which the answer is made again. */
  @Column('json')
  result!: object;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
