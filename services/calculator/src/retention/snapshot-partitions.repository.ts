import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import type { SnapshotPartition } from './domain/partition-fate';

const KEY = '(organisation, audience, snapshot)';

/** The snapshots that consumers of each stream have: the next result is compared with them. */
const STREAMED = `SELECT arrayJoin(argMax(snapshots, (epoch, run_seq)))
  FROM membership_streams WHERE stage = 'complete' GROUP BY organisation, audience`;

/** About a row of `snapshots`: it is retired, was so before a time, and no stream goes on from it. */
const DOOMED = `${KEY} IN
  (SELECT ${KEY} FROM retired_snapshots WHERE retired_at <= toDateTime({until:UInt32}) AND snapshot NOT IN (${STREAMED}))`;

/** Deletes snapshots, partition by partition. Failures are those of `ClickHouse`. */
@Injectable()
export class SnapshotPartitionsRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** The engine's time, in seconds since 1970. */
  async now(): Promise<number> {
    const [row] = await this.clickhouse.query<{ now: number }>('SELECT toUnixTimestamp(now()) AS now');
    return row?.now ?? 0;
  }

  /**
   * Partitions that have rows of snapshots that were retired until a time. The two counts are of two moments: while another calculator
   * rewrites a partition, there may seem to be more doomed rows than rows.
   * @param late those that were retired before are to be deleted soon.
   */
  async withDoomed(until: number, late: number): Promise<SnapshotPartition[]> {
    return this.clickhouse.query<SnapshotPartition>(
      `SELECT id, doomed, late, rows, toUnixTimestamp(toDateTime(week, 'UTC')) AS week FROM
       (
         SELECT _partition_id AS id, toUInt32(count()) AS doomed, any(toMonday(written_at)) AS week,
           toUInt32(countIf(snapshot IN (SELECT snapshot FROM retired_snapshots WHERE retired_at <= toDateTime({late:UInt32})))) AS late
         FROM snapshots WHERE ${DOOMED} GROUP BY id
       ) AS found
       INNER JOIN
       (
         SELECT partition_id AS id, toUInt32(sum(rows)) AS rows FROM system.parts
         WHERE database = currentDatabase() AND table = 'snapshots' AND active GROUP BY id
       ) AS partitions USING id
       ORDER BY id`,
      { until, late },
    );
  }

  /** Whether a deletion of before is still under way. */
  async isBusy(): Promise<boolean> {
    const [row] = await this.clickhouse.query<{ mutations: number }>(
      `SELECT toUInt32(count()) AS mutations FROM system.mutations
       WHERE database = currentDatabase() AND table = 'snapshots' AND NOT is_done`,
    );
    return (row?.mutations ?? 0) > 0;
  }

  /** Rewrites a partition without the snapshots that were retired until a time. */
  async rewrite({ id }: SnapshotPartition, until: number): Promise<void> {
    await this.clickhouse.command(
      `ALTER TABLE snapshots DELETE IN PARTITION ID ${literal(id)} WHERE ${DOOMED.replace('{until:UInt32}', String(until))}
       SETTINGS mutations_sync = 1`,
    );
  }

  /**
   * Drops a partition unless it has a row of a snapshot that stays; this is looked up in the rows themselves, as counts of two moments may
   * say otherwise. Nothing is written into it any more.
   * @returns whether it is gone.
   */
  async drop({ id }: SnapshotPartition, until: number): Promise<boolean> {
    const staying = await this.clickhouse.query(
      `SELECT 1 FROM snapshots WHERE _partition_id = {id:String} AND NOT (${DOOMED}) LIMIT 1`,
      { id, until },
    );
    if (staying.length > 0) return false;
    await this.clickhouse.command(`ALTER TABLE snapshots DROP PARTITION ID ${literal(id)}`);
    return true;
  }

  /** Forgets the days, before a time, whose retired snapshots are all gone. */
  async forgetDays(before: number): Promise<void> {
    const days = await this.clickhouse.query<{ id: string }>(
      `SELECT DISTINCT _partition_id AS id FROM retired_snapshots
       WHERE retired_at < toStartOfDay(toDateTime({before:UInt32})) AND id NOT IN
         (SELECT DISTINCT _partition_id FROM retired_snapshots WHERE ${KEY} IN
           (SELECT DISTINCT ${KEY} FROM snapshots WHERE ${KEY} IN (SELECT ${KEY} FROM retired_snapshots)))`,
      { before },
    );
    for (const { id } of days) {
      await this.clickhouse.command(`ALTER TABLE retired_snapshots DROP PARTITION ID ${literal(id)}`);
    }
  }
}

/** Statements that alter a table take no parameters in the place of a partition; ids are the engine's own, of digits. */
function literal(id: string): string {
  if (!/^\d+$/.test(id)) throw new Error(`not the id of a partition: ${id}`);
  return `'${id}'`;
}
