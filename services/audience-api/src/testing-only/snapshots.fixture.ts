import { randomUUID } from 'node:crypto';
import { shardOf } from '@muster/contracts';
import type { ClickHouse } from '@muster/platform';

export interface WrittenSnapshot {
  readonly snapshotId: string;
  readonly count: number;
  readonly shards: { readonly shard: number; readonly count: number }[];
}

/** Writes a snapshot with these members, as a calculator does. */
export async function writeSnapshot(
  clickhouse: ClickHouse,
  audience: { readonly organisationId: string; readonly id: string },
  runId: string,
  uids: readonly number[],
): Promise<WrittenSnapshot> {
  const snapshotId = randomUUID();
  const shards = [...new Set(uids.map(shardOf))].sort((a, b) => a - b);
  for (const shard of shards) {
    await clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users, written_at)
       SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, {shard:UInt16}, {run:UUID},
         groupBitmapState(uid), now() FROM (SELECT arrayJoin({uids:Array(UInt32)}) AS uid)`,
      {
        organisation: audience.organisationId,
        audience: audience.id,
        snapshot: snapshotId,
        shard,
        run: runId,
        uids: uids.filter((uid) => shardOf(uid) === shard),
      },
    );
  }
  const countOf = (shard: number) => uids.filter((uid) => shardOf(uid) === shard).length;
  return {
    snapshotId,
    count: uids.length,
    shards: shards.map((shard) => ({ shard, count: countOf(shard) })),
  };
}
