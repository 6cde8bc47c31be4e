import { z } from 'zod';

/** Own environment variables, on top of the platform's. */
export const audienceApiConfig = z.object({
  /** Bearer token of the administrator, who registers organisations. Compared in constant time; at least 16 characters. */
  ADMIN_TOKEN: z
    .string()
    .min(16)
    .describe('a secret of at least 16 characters, the bearer token of the administrator'),
});
export type AudienceApiConfig = z.infer<typeof audienceApiConfig>;
