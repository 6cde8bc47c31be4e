import { z } from 'zod';

/** Variables of the exporter, on top of the platform's. */
export const exporterConfig = z.object({
  /**
   * Limit of one shard's statement: up to 2^20 rows, about 1.5 s of the engine's time. The rest is for an object store that
   * takes the bytes slowly, during which the engine waits. The platform gives up a silent connection after 900 s.
   */
  EXPORTER_MAX_EXECUTION_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(840)
    .default(600)
    .describe('how long the engine may take to deliver one shard of users, from 1 to 840 seconds'),
  EXPORTER_MAX_MEMORY_MIB: z.coerce
    .number()
    .int()
    .min(64)
    .max(1_048_576)
    .default(2_048)
    .describe('how much memory the engine may take for one shard of users, from 64 to 1048576 MiB'),
  EXPORTER_PROGRESS_SECONDS: z.coerce
    .number()
    .min(0)
    .max(3_600)
    .default(2)
    .describe('the least time between two progress events of an export, from 0 to 3600 seconds'),
});

export type ExporterConfig = z.infer<typeof exporterConfig>;
