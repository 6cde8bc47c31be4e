import { z } from 'zod';
import { count, instant, localDate } from '../events/common';
import { ruleSchema } from '../rule/rule.schema';

/** `POST /v1/audiences/estimate`: how many users a rule selects, before it is saved. */
export const estimateRequest = z.strictObject({
  rule: ruleSchema,
  /** Names an editor: a newer estimate of the same session cancels the one before, which answers 409 `estimate.superseded`. */
  session: z.string().min(1).max(200).optional(),
  /** The instant to count for; now, unless told. Not in the future. */
  asOf: instant.optional(),
});
export type EstimateRequest = z.infer<typeof estimateRequest>;

export const estimateResource = z.strictObject({
  id: z.uuid(),
  /** Users that the rule selects, exactly. */
  count,
  /** Users that each condition selects alone, in the order of the rule, with its JSON pointer in the rule as it was sent. */
  conditions: z.array(z.strictObject({ pointer: z.string(), count })),
  asOf: instant,
  businessDate: localDate,
  /** Time from the first query to the last answer of the engine, in milliseconds. */
  engineMs: z.number().nonnegative(),
  /** Rows that the engine expected to read; null when it could not tell. */
  rowsToRead: count.nullable(),
});
export type EstimateResource = z.infer<typeof estimateResource>;
