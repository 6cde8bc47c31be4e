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
  })
  .transform((variables) => ({ organisationWaitMs: variables.ORGANISATION_WAIT_SECONDS * 1000 }));

export type ImporterConfig = z.infer<typeof importerConfig>;
