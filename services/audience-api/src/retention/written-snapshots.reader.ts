import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';

/** A snapshot of which there are rows, whoever knows of it. */
export interface WrittenSnapshot {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly runId: string;
  readonly snapshotId: string;
  /** When its last row was written, in seconds since 1970 by the engine's clock. */
  readonly writtenAt: number;
}

/** Goes through the snapshots in the order in which they were written. */
@Injectable()
export class WrittenSnapshotsReader {
  constructor(private readonly clickhouse: ClickHouse) {}

  /**
   * Snapshots with rows of after a second and until another, oldest first: all of the seconds that they are of, so that whoever goes on
   * after the last one misses none.
   * @param atLeast so many, if there are.
   */
  async between(after: number, until: number, atLeast: number): Promise<WrittenSnapshot[]> {
    return this.clickhouse.query<WrittenSnapshot>(
      `SELECT organisation AS organisationId, audience AS audienceId, run AS runId, snapshot AS snapshotId,
         toUnixTimestamp(max(written_at)) AS writtenAt
       FROM snapshots
       WHERE written_at > toDateTime({after:UInt32}) AND written_at <= toDateTime({until:UInt32})
       GROUP BY organisation, audience, run, snapshot
       ORDER BY writtenAt
       LIMIT {atLeast:UInt32} WITH TIES`,
      { after, until, atLeast },
    );
  }
}
