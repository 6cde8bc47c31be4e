import type { ClickHouse, Metrics } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { KeptReads } from './kept-reads';
import { KeptReadsMetrics } from './kept-reads.metrics';
import { KeptRepository } from './kept.repository';
import { LeafCache } from './leaf-cache';
import { OrderedValues } from './ordered-values';
import { ReadKeeper } from './read-keeper';
import { EventRollups } from './rollups/event-rollups';
import { EventRollupsRepository } from './rollups/event-rollups.repository';

/** What `KeptReadsModule` provides, without a Nest application: for tests and benchmarks. */
export function keptReadsOf(clickhouse: ClickHouse, config: CalculatorConfig, metrics: Metrics): KeptReads {
  return new KeptReads(
    new KeptRepository(clickhouse, config),
    new ReadKeeper(new LeafCache(clickhouse, config), new OrderedValues(clickhouse, config)),
    new EventRollups(new EventRollupsRepository(clickhouse, config), config),
    new KeptReadsMetrics(metrics),
  );
}
