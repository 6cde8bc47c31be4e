import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';

/**
 * Keeping is for those who ask later, and the one who asks now waits for it. All conditions of the benchmarks together take 0.2 s
 * without masks; what takes longer than this is better read with its mask every time.
 */
const MAX_SECONDS = 10;

/** Settings of statements that keep something: limits of plans, and less time. */
export function keepingSettings(config: CalculatorConfig): Record<string, number> {
  return {
    ...planSettings(config),
    max_execution_time: Math.min(MAX_SECONDS, config.CALCULATOR_MAX_EXECUTION_SECONDS),
  };
}
