import { z } from 'zod';

/** Own environment variables, on top of the platform's. */
export const audienceApiConfig = z.object({
  /** Bearer token of the administrator, who registers organisations. Compared in constant time; at least 16 characters. */
  ADMIN_TOKEN: z
    .string()
    .min(16)
    .describe('a secret of at least 16 characters, the bearer token of the administrator'),
  /** How long a request for an estimate is held; editors and proxies give up after a minute at most. */
  ESTIMATE_TIMEOUT_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(60)
    .default(20)
    .describe('how long an estimate may take, from 0.1 to 60 seconds'),
  /** The engine reads some 50 million rows a second and core: ten billion are minutes of a large machine. */
  READ_BUDGET_ROWS: z.coerce
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .default(10_000_000_000)
    .describe(
      "how many rows a rule of an organisation may read in one run or estimate, by the engine's estimate",
    ),
});
export type AudienceApiConfig = z.infer<typeof audienceApiConfig>;
