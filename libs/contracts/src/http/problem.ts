import { z } from 'zod';
import { diagnostic } from '../events/common';

/** Every answer that is not a success: problem details (RFC 9457), `application/problem+json`. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** Stable, for programs, e.g. `audience.not-found`. */
  code: z.string(),
  /** A sentence for people. */
  detail: z.string(),
  /** Every problem of the request, each with its JSON pointer; empty when the problem is not at one place of a body. */
  errors: z.array(diagnostic),
});
export type ProblemDetails = z.infer<typeof problemDetails>;
