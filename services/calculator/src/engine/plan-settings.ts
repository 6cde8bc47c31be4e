import type { CalculatorConfig } from '../calculator.config';

const MEBIBYTE = 1024 * 1024;

/** Settings of every statement that executes a plan. */
export function planSettings(config: CalculatorConfig): Record<string, number> {
  return {
    // An abandoned statement runs on in the engine until it is stopped by its id, or by this.
    max_execution_time: config.CALCULATOR_MAX_EXECUTION_SECONDS,
    max_memory_usage: config.CALCULATOR_MAX_MEMORY_MIB * MEBIBYTE,
    // Almost all rows that the sorting key finds pass the conditions on it: reading their columns one after the other spares nothing,
    // and takes 8 % longer.
    enable_multiple_prewhere_read_steps: 0,
  };
}
