import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import type { ComparedMembers } from './domain/size-change';

/** Two results of one audience, by the snapshots that they are made of. */
export interface ComparedResults {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly previous: readonly string[];
  readonly current: readonly string[];
}

/** Counts who has entered and left between two results. Failures are those of `ClickHouse`. */
@Injectable()
export class MovementReader {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** Exact, by the bitmaps themselves: two of up to 128 KiB for each shard of users, and no member leaves the engine. */
  async between({
    organisationId,
    audienceId,
    previous,
    current,
  }: ComparedResults): Promise<ComparedMembers> {
    const [movement] = await this.clickhouse.query<ComparedMembers>(
      `SELECT sum(bitmapAndnotCardinality(present, earlier)) AS entered,
         sum(bitmapAndnotCardinality(earlier, present)) AS left,
         sum(bitmapCardinality(earlier)) AS before, sum(bitmapCardinality(present)) AS now
       FROM (
         SELECT groupBitmapMergeStateIf(users, snapshot IN {current:Array(UUID)}) AS present,
           groupBitmapMergeStateIf(users, snapshot IN {previous:Array(UUID)}) AS earlier
         FROM snapshots
         WHERE organisation = {organisation:UUID} AND audience = {audience:UUID}
           AND snapshot IN {both:Array(UUID)}
         GROUP BY shard)`,
      {
        organisation: organisationId,
        audience: audienceId,
        previous,
        current,
        both: [...previous, ...current],
      },
    );
    return movement ?? { entered: 0, left: 0, before: 0, now: 0 };
  }
}
