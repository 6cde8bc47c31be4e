import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';
import { wholeNumber } from '../database/whole-number';
import type { StoredShardCount } from './run.entity';

/** A piece of a queued run: the shards whose number modulo the run's pieces is `piece`. */
@Entity({ schema: SCHEMA, name: 'run_pieces' })
export class RunPieceEntity {
  @PrimaryColumn('uuid', { name: 'run_id' })
  runId!: string;

  @PrimaryColumn('integer')
  piece!: number;

  /** These four are the piece's lease: see `liveness/domain/lease.ts`. */
  @Column('integer')
  attempt!: number;

  @Column('integer')
  losses!: number;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  @Column('text', { nullable: true })
  worker!: string | null;

  @Column('integer', { name: 'shards_done' })
  shardsDone!: number;

  /** Shards of the piece; 0 until a calculator has told. */
  @Column('integer', { name: 'shards_total' })
  shardsTotal!: number;

  /** The snapshot of the attempt that completed the piece first; null until then. Later attempts are ignored. */
  @Column('uuid', { name: 'snapshot_id', nullable: true })
  snapshotId!: string | null;

  @Column('bigint', { nullable: true, transformer: wholeNumber })
  count!: number | null;

  @Column('json', { nullable: true })
  shards!: StoredShardCount[] | null;

  @Column('timestamptz', { name: 'data_watermark', nullable: true })
  dataWatermark!: Date | null;

  @Column('double precision', { name: 'engine_ms', nullable: true })
  engineMs!: number | null;

  @Column('bigint', { name: 'rows_read', nullable: true, transformer: wholeNumber })
  rowsRead!: number | null;

  @Column('bigint', { name: 'peak_memory_bytes', nullable: true, transformer: wholeNumber })
  peakMemoryBytes!: number | null;
}
