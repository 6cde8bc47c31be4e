import type { ClickHouse, Metrics } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { HeldBitmaps } from './held-bitmaps';
import { KeptBitmapsRepository } from './kept-bitmaps.repository';

/** What the calculator's module provides, without a Nest application: for tests and benchmarks. */
export function heldBitmapsOf(
  clickhouse: ClickHouse,
  config: CalculatorConfig,
  metrics: Metrics,
): HeldBitmaps {
  return new HeldBitmaps(new KeptBitmapsRepository(clickhouse, config), metrics, config);
}
