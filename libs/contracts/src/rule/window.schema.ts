import { z } from 'zod';

export const dayUnit = z.enum(['day', 'week', 'month']);
export const clockUnit = z.enum(['hour', 'minute']);
export const windowUnit = z.enum(['day', 'week', 'month', 'hour', 'minute']);
export type WindowUnit = z.infer<typeof windowUnit>;

const amount = z.number().int().min(1).max(100_000);

/** A length of time: the operand of relative time operators. */
export const durationSchema = z.strictObject({ n: amount, unit: windowUnit });
export type Duration = z.infer<typeof durationSchema>;

/** Where events must lie. Days are the organisation's local days; `hour` and `minute` roll, ending at the as-of instant. */
export const windowSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('last'),
    n: amount,
    unit: windowUnit,
    includeToday: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('between'), from: z.iso.date(), to: z.iso.date() }),
  z.strictObject({ type: z.literal('since'), from: z.iso.date() }),
  z.strictObject({ type: z.literal('all') }),
]);
export type Window = z.infer<typeof windowSchema>;
