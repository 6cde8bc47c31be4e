import { Inject, Injectable } from '@nestjs/common';
import { SHARDS_OF_SPAN } from '@muster/contracts';
import { ClickHouse, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';
import type { StatementOptions } from '../engine/statement-options';
import type { UserSpan } from '../kept-reads/bound-plan';
import type { KeptBitmap } from './held-plan';

export interface FetchedBitmaps {
  /** States of `groupBitmap`, by the keys of leaves and the ids of snapshots. */
  readonly states: ReadonlyMap<string, Buffer>;
  readonly spent: readonly QueryStatistics[];
}

/** Brings bitmaps out of the engine. Failures are those of `ClickHouse`. */
@Injectable()
export class KeptBitmapsRepository {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /** One statement. Nothing comes of a leaf that is gone, and of a snapshot that has no row of the span. */
  async fetch(
    bitmaps: readonly KeptBitmap[],
    { organisationId: organisation, span }: UserSpan,
    { queryId, signal }: StatementOptions,
  ): Promise<FetchedBitmaps> {
    const spent: QueryStatistics[] = [];
    const snapshots = bitmaps.flatMap((bitmap) => (bitmap.kind === 'snapshot' ? [bitmap] : []));
    const rows = await this.clickhouse.query<{ name: string; state: string }>(
      `SELECT toString(key) AS name, base64Encode(toString(users)) AS state
       FROM leaf_cache
       WHERE organisation = {organisation:UUID} AND key IN {keys:Array(String)} AND shard = {span:UInt32}
       LIMIT 1 BY key
       UNION ALL
       SELECT toString(snapshot), base64Encode(toString(groupBitmapMergeState(users)))
       FROM snapshots
       WHERE organisation = {organisation:UUID} AND audience IN {audiences:Array(UUID)} AND snapshot IN {snapshots:Array(UUID)}
         AND ${SHARDS_OF_SPAN}
       GROUP BY snapshot`,
      {
        organisation,
        span,
        keys: bitmaps.flatMap((bitmap) => (bitmap.kind === 'leaf' ? [bitmap.key] : [])),
        audiences: [...new Set(snapshots.map(({ audienceId }) => audienceId))],
        snapshots: snapshots.map(({ snapshotId }) => snapshotId),
      },
      {
        queryId: `${queryId}/bitmaps`,
        signal,
        settings: planSettings(this.config),
        onStatistics: (statistics) => spent.push(statistics),
      },
    );
    return { states: new Map(rows.map(({ name, state }) => [name, Buffer.from(state, 'base64')])), spent };
  }
}
