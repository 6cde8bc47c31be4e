import type { ClickHouse, Metrics } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { EngineGate } from '../engine/engine-gate';
import { heldBitmapsOf } from '../held-bitmaps/held-bitmaps-of';
import { keptReadsOf } from '../kept-reads/kept-reads-of';
import { LeadingRounds } from '../rounds/leading-rounds';
import { SpanPreparation } from './span-preparation';
import { SnapshotRepository } from './snapshot.repository';
import { SnapshotWriter } from './snapshot-writer';

/** The writer of a calculator process, without a Nest application: for benchmarks. */
export function snapshotWriterOf(
  clickhouse: ClickHouse,
  config: CalculatorConfig,
  metrics: Metrics,
): SnapshotWriter {
  const gate = new EngineGate(config);
  const keptReads = keptReadsOf(clickhouse, config, metrics);
  const heldBitmaps = heldBitmapsOf(clickhouse, config, metrics);
  return new SnapshotWriter(
    new SnapshotRepository(clickhouse, config),
    new SpanPreparation(keptReads, heldBitmaps, gate),
    keptReads,
    heldBitmaps,
    new LeadingRounds(clickhouse, config),
    gate,
  );
}
