import type { CalculatorConfig } from '../calculator.config';

const MEBIBYTE = 1024 * 1024;

/** Settings of every statement that executes a plan: its limits. */
export function planSettings(config: CalculatorConfig): Record<string, number> {
  return {
    // An abandoned statement runs on in the engine until it is stopped by its id, or by this.
    max_execution_time: config.CALCULATOR_MAX_EXECUTION_SECONDS,
    max_memory_usage: config.CALCULATOR_MAX_MEMORY_MIB * MEBIBYTE,
  };
}
