import { type ClickHouse, type EventPublisher, type Metrics, ShutdownDeadline } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { Cancellations } from '../cancellation/cancellations';
import { CancelledWorkRepository } from '../cancellation/cancelled-work.repository';
import { heldBitmapsOf } from '../held-bitmaps/held-bitmaps-of';
import { keptReadsOf } from '../kept-reads/kept-reads-of';
import { LandedDataRepository } from '../landed-data/landed-data.repository';
import { LargestTable } from '../reading-budget/largest-table';
import { ReadBudget } from '../reading-budget/read-budget';
import { LeadingRounds } from '../rounds/leading-rounds';
import { InputGuard } from '../snapshots/input-guard';
import { CountRepository } from './count.repository';
import { EstimateRule } from './estimate-rule.use-case';

/** The estimates of a calculator process, without a Nest application: for benchmarks. */
export function estimateRuleOf(
  clickhouse: ClickHouse,
  config: CalculatorConfig,
  metrics: Metrics,
  publisher: EventPublisher,
): EstimateRule {
  return new EstimateRule(
    new Cancellations(new CancelledWorkRepository(clickhouse), new ShutdownDeadline()),
    new ReadBudget(clickhouse, new LargestTable(clickhouse), config),
    new LandedDataRepository(clickhouse, config),
    new InputGuard(clickhouse, config),
    keptReadsOf(clickhouse, config, metrics),
    heldBitmapsOf(clickhouse, config, metrics),
    new LeadingRounds(clickhouse, config),
    new CountRepository(clickhouse, config),
    publisher,
    config,
  );
}
