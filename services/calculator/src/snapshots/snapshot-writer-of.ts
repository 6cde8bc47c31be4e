import type { ClickHouse, Metrics } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { heldBitmapsOf } from '../held-bitmaps/held-bitmaps-of';
import { keptReadsOf } from '../kept-reads/kept-reads-of';
import { LeadingRounds } from '../rounds/leading-rounds';
import { SnapshotRepository } from './snapshot.repository';
import { SnapshotWriter } from './snapshot-writer';

/** The writer of a calculator process, without a Nest application: for benchmarks. */
export function snapshotWriterOf(
  clickhouse: ClickHouse,
  config: CalculatorConfig,
  metrics: Metrics,
): SnapshotWriter {
  return new SnapshotWriter(
    new SnapshotRepository(clickhouse, config),
    keptReadsOf(clickhouse, config, metrics),
    heldBitmapsOf(clickhouse, config, metrics),
    new LeadingRounds(clickhouse, config),
  );
}
