import { z } from 'zod';

/** The importer's own environment variables. */
export const importerConfig = z
  .object({
    ORGANISATION_WAIT_SECONDS: z.coerce
      .number()
      .min(0)
      .max(60)
      .default(5)
      .describe('seconds from 0 to 60 that ingested events wait for an organisation that is not known yet'),
    INGEST_WAIT_MS: z.coerce
      .number()
      .int()
      .min(0)
      .max(10_000)
      .default(1_000)
      .describe('milliseconds from 0 to 10000 that ingested events wait for more to land with'),
    IMPORT_REPORT_ROWS: z.coerce
      .number()
      .int()
      .min(1)
      .max(10_000_000)
      .default(100_000)
      .describe('broken rows, from 1 to 10,000,000, that the report of an import lists at most'),
    IMPORT_MAX_BROKEN_ROWS: z.coerce
      .number()
      .int()
      .min(1)
      .default(1_000_000)
      .describe('broken rows, at least 1, after which an import ends as failed'),
    IMPORT_MAX_BROKEN_PERCENT: z.coerce
      .number()
      .min(1)
      .max(100)
      .default(50)
      .describe('share of broken rows, from 1 to 100 percent, beyond which an import ends as failed'),
  })
  .transform((variables) => ({
    organisationWaitMs: variables.ORGANISATION_WAIT_SECONDS * 1000,
    ingestWaitMs: variables.INGEST_WAIT_MS,
    brokenRows: {
      reported: variables.IMPORT_REPORT_ROWS,
      most: variables.IMPORT_MAX_BROKEN_ROWS,
      mostPercent: variables.IMPORT_MAX_BROKEN_PERCENT,
    },
  }));

export type ImporterConfig = z.infer<typeof importerConfig>;
