import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SHARDS_PER_SPAN, spanOf, spansOf } from '@muster/contracts';
import { PermanentError, type QueryStatistics } from '@muster/platform';
import type { WorkInProgress } from '../cancellation/work-in-progress';
import { EngineGate } from '../engine/engine-gate';
import type { StatementOptions } from '../engine/statement-options';
import type { BoundPlan, SpanPlan } from '../kept-reads/bound-plan';
import { idsOfShard } from '../held-bitmaps/engine-bitmap';
import { HeldBitmaps } from '../held-bitmaps/held-bitmaps';
import type { SpanUsers } from '../held-bitmaps/span-users';
import { KeptReads } from '../kept-reads/kept-reads';
import type { LandedData } from '../landed-data/landed-data';
import { LeadingRounds } from '../rounds/leading-rounds';
import { engineTime } from './engine-time';
import type { ShardCount, SnapshotSummary, SnapshotTarget } from './snapshot';
import { SpanPreparation } from './span-preparation';
import { SnapshotRepository, type SpanOfShards } from './snapshot.repository';

/** A piece of a run, ready to be executed. */
export interface SnapshotOrder extends BoundPlan {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly runId: string;
  readonly piece: number;
  readonly pieces: number;
  /** Looked up before the plan is executed: what lands meanwhile may be in the snapshot, or not. */
  readonly data: LandedData;
}

/** Shards of a piece that are written, and all of them. */
export interface SnapshotProgress {
  readonly shardsDone: number;
  readonly shards: number;
}

/** Writes a snapshot span by span and counts it. */
@Injectable()
export class SnapshotWriter {
  constructor(
    private readonly snapshots: SnapshotRepository,
    private readonly preparation: SpanPreparation,
    private readonly keptReads: KeptReads,
    private readonly heldBitmaps: HeldBitmaps,
    private readonly leadingRounds: LeadingRounds,
    private readonly gate: EngineGate,
  ) {}

  /**
   * Every call writes a new snapshot. One that is given up half-way (a crash, a retry) stays behind in the table; nobody
   * reads it, because no event ever names it. It costs a bitmap per shard until it is swept.
   *
   * @param onProgress called after each span but the last.
   * @throws WorkCancelledError when the run was cancelled; nothing of its snapshot is told then.
   * @throws PermanentError `plan.not-one-row` when the statement gave a shard no row, or more than one.
   */
  async write(
    order: SnapshotOrder,
    work: WorkInProgress,
    onProgress: (progress: SnapshotProgress) => Promise<void>,
  ): Promise<SnapshotSummary> {
    const target: SnapshotTarget = { ...order, snapshotId: randomUUID() };
    const { generations, watermark } = order.data;
    const asked = { ...order, generations };
    const shards = order.data.shards.filter((shard) => pieceOf(shard, order.pieces) === order.piece);
    const spent: QueryStatistics[] = [];
    const counted: ShardCount[] = [];
    let shardsDone = 0;
    for (const span of spansOf(shards)) {
      const at = { span, shards: shards.filter((shard) => spanOf(shard) === span) };
      const prepared = await this.preparation.prepare(asked, { ...order, span }, work);
      const options = { queryId: work.queryId(order.piece, span), signal: work.signal };
      const written = await this.writeSpan(target, at, prepared.plan, options);
      spent.push(...prepared.spent, ...written.spent);
      counted.push(...(written.counts ?? []));
      shardsDone += at.shards.length;
      if (shardsDone < shards.length) {
        await onProgress({ shardsDone, shards: shards.length });
        await work.checkpoint();
      }
    }
    const summary = {
      snapshotId: target.snapshotId,
      ...summaryOf(counted.length === shards.length ? counted : await this.count(target, shards)),
      engineMs: engineTime(spent),
      rowsRead: spent.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
      peakMemoryBytes: spent.reduce((peak, { peakMemoryBytes }) => Math.max(peak, peakMemoryBytes), 0),
    };
    return { ...summary, ...(watermark !== undefined && { dataWatermark: watermark }) };
  }

  /** Out of bitmaps that are held, or else by the engine, which does not tell how many it has written. */
  private async writeSpan(
    target: SnapshotTarget,
    at: SpanOfShards,
    plan: SpanPlan,
    options: StatementOptions,
  ): Promise<{ readonly spent: readonly QueryStatistics[]; readonly counts?: readonly ShardCount[] }> {
    const userSpan = { ...target, span: at.span };
    const held = this.heldBitmaps.resultOf(plan, userSpan);
    if (held) {
      const written = await this.snapshots.writeUsers(target, at, held);
      options.signal.throwIfAborted();
      this.heldBitmaps.holdSnapshot(target.snapshotId, userSpan, held);
      return { spent: [written], counts: countsOf(at, held) };
    }
    return this.gate.run(() =>
      this.keptReads.executing(async () => {
        const led = await this.leadingRounds.execute(plan, options);
        const written = await this.snapshots.writeSpan(target, at, led.last, options);
        return { spent: [...led.spent, written] };
      }),
    );
  }

  /** Read back from the snapshot. */
  private async count(target: SnapshotTarget, shards: readonly number[]): Promise<ShardCount[]> {
    const written = await this.snapshots.writtenShards(target);
    const rows = new Map(written.map(({ shard, rows }) => [shard, rows]));
    for (const shard of shards) {
      const found = rows.get(shard) ?? 0;
      if (found !== 1) {
        throw new PermanentError(
          'plan.not-one-row',
          `the plan's statement gave ${found} rows for shard ${shard}; it must give one`,
        );
      }
    }
    return written.map(({ shard, count }) => ({ shard, count }));
  }
}

/** Pieces take turns, span by span. */
const pieceOf = (shard: number, pieces: number): number => Math.floor(shard / SHARDS_PER_SPAN) % pieces;

function countsOf({ span, shards }: SpanOfShards, users: SpanUsers): ShardCount[] {
  return shards.map((shard) => {
    const { from, to } = idsOfShard(shard, span);
    return { shard, count: users.count(from, to) };
  });
}

function summaryOf(shards: ShardCount[]): Pick<SnapshotSummary, 'count' | 'shards'> {
  return { count: shards.reduce((sum, { count }) => sum + count, 0), shards };
}
