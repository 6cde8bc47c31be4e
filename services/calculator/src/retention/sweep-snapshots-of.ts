import { type ClickHouse, Deletions, type Metrics } from '@muster/platform';
import { SnapshotPartitionsRepository } from './snapshot-partitions.repository';
import { SweepSnapshots } from './sweep-snapshots.use-case';

/** The sweep of snapshots without a Nest application: for benchmarks. */
export function sweepSnapshotsOf(clickhouse: ClickHouse, metrics: Metrics): SweepSnapshots {
  return new SweepSnapshots(new SnapshotPartitionsRepository(clickhouse), new Deletions(metrics));
}
