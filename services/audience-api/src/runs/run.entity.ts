import type {
  Diagnostic,
  HeldReason,
  RunDecision,
  RunState,
  RunTrigger,
  StaleInput,
} from '@muster/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SCHEMA } from '../database/schema';
import { wholeNumber } from '../database/whole-number';
import type { PinnedInput } from './domain/pin-inputs';
import type { PublicationPolicy } from './domain/publication-policy';

/** Members of one shard of users, as stored with a run or a piece of one. */
export interface StoredShardCount {
  readonly shard: number;
  readonly count: number;
}

@Entity({ schema: SCHEMA, name: 'runs' })
export class RunEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @Column('uuid', { name: 'audience_id' })
  audienceId!: string;

  /** Grows by one with each run of the audience. */
  @Column('integer', { name: 'run_seq' })
  runSeq!: number;

  @Column('integer', { name: 'definition_version' })
  definitionVersion!: number;

  @Column('text')
  trigger!: RunTrigger;

  @Column('text')
  state!: RunState;

  /** When the run has come into its state: no state but the last ones is for ever. */
  @Column('timestamptz', { name: 'state_since' })
  stateSince!: Date;

  /** ISO 8601 in UTC with microseconds, as text: a JavaScript date would lose the microseconds. */
  @Column('text', { name: 'as_of' })
  asOf!: string;

  @Column('date', { name: 'business_date' })
  businessDate!: string;

  /** Whether it becomes the result that everybody reads. */
  @Column('text')
  publication!: PublicationPolicy;

  /** It has completed without having replaced the published result. */
  @Column('boolean', { name: 'kept_as_history' })
  keptAsHistory!: boolean;

  /** The published results that the run reads; empty until it is queued. */
  @Column('json')
  inputs!: PinnedInput[];

  /** Audiences whose runs of the same business date a scheduled run waits for; its plan is there. */
  @Column('uuid', { name: 'waits_for', array: true })
  waitsFor!: string[];

  @Column('json', { name: 'stale_inputs' })
  staleInputs!: StaleInput[];

  /** Null until the run is queued. */
  @Column('integer', { nullable: true })
  pieces!: number | null;

  @Column('bigint', { nullable: true, transformer: wholeNumber })
  count!: number | null;

  /** The result that this one is compared with: the published one when it was counted. Null without one, and until then. */
  @Column('uuid', { name: 'previous_run_id', nullable: true })
  previousRunId!: string | null;

  @Column('bigint', { name: 'previous_count', nullable: true, transformer: wholeNumber })
  previousCount!: number | null;

  @Column('bigint', { nullable: true, transformer: wholeNumber })
  entered!: number | null;

  @Column('bigint', { nullable: true, transformer: wholeNumber })
  left!: number | null;

  /** Members by shard, for readers that page; null until the run has completed. */
  @Column('json', { nullable: true })
  shards!: StoredShardCount[] | null;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column('text', { name: 'failure_message', nullable: true })
  failureMessage!: string | null;

  @Column('json', { nullable: true })
  diagnostics!: Diagnostic[] | null;

  /** Why its result is, or was, held; null when it passed the quality gate. */
  @Column('json', { name: 'held_reasons', nullable: true })
  heldReasons!: HeldReason[] | null;

  /** What somebody has decided about it when it was held. */
  @Column('json', { nullable: true })
  decision!: RunDecision | null;

  @Column('uuid', { name: 'superseded_by', nullable: true })
  supersededBy!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  /** When the last of its pieces was written. */
  @Column('timestamptz', { name: 'calculated_at', nullable: true })
  calculatedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
