import { z } from 'zod';

const MEBIBYTE = 1024 * 1024;

/** Variables of the calculator, on top of the platform's. */
export const calculatorConfig = z
  .object({
    /** Limit of one shard's statement, in seconds. */
    CALCULATOR_MAX_EXECUTION_SECONDS: z.coerce.number().int().min(1).max(86_400).default(600),
    /** Memory limit of one shard's statement. 20 conditions take about 15 bytes a user: 15 MiB for a shard of 2^20. */
    CALCULATOR_MAX_MEMORY_MIB: z.coerce.number().int().min(16).max(1_048_576).default(2_048),
    /** Least time between two progress events of a piece, in seconds; 0 tells of every shard. */
    CALCULATOR_PROGRESS_SECONDS: z.coerce.number().min(0).max(3_600).default(2),
  })
  .transform((variables) => ({
    maxExecutionSeconds: variables.CALCULATOR_MAX_EXECUTION_SECONDS,
    maxMemoryBytes: variables.CALCULATOR_MAX_MEMORY_MIB * MEBIBYTE,
    progressMs: variables.CALCULATOR_PROGRESS_SECONDS * 1000,
  }));

export type CalculatorConfig = z.infer<typeof calculatorConfig>;
