import { z } from 'zod';
import { conditionSchema } from './condition.schemas';

/** Users in every operand. */
export const intersectSchema = z.strictObject({
  op: z.literal('intersect'),
  get of(): z.ZodArray<typeof ruleSchema> {
    return z.array(ruleSchema).min(1);
  },
});

/** Users in at least one operand. */
export const unionSchema = z.strictObject({
  op: z.literal('union'),
  get of(): z.ZodArray<typeof ruleSchema> {
    return z.array(ruleSchema).min(1);
  },
});

/** Users in `keep` and in none of `remove`: the sides have names because prose disagrees about their order. */
export const differenceSchema = z.strictObject({
  op: z.literal('difference'),
  get keep(): typeof ruleSchema {
    return ruleSchema;
  },
  get remove(): z.ZodArray<typeof ruleSchema> {
    return z.array(ruleSchema).min(1);
  },
});

/** Known users of the organisation that are not in the operand. */
export const notSchema = z.strictObject({
  op: z.literal('not'),
  get of(): typeof ruleSchema {
    return ruleSchema;
  },
});

export const setExpressionSchema = z.discriminatedUnion('op', [
  intersectSchema,
  unionSchema,
  differenceSchema,
  notSchema,
]);

/** A rule is a node: a set expression or a condition. */
export const ruleSchema = z.union([setExpressionSchema, conditionSchema]);

export type SetExpression = z.infer<typeof setExpressionSchema>;
export type Rule = z.infer<typeof ruleSchema>;
