import { z } from 'zod';
import { comparison, propertyFilterSchema, scalar } from './predicate.schema';
import { durationSchema, windowSchema } from './window.schema';

export const numberOperator = z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'notIn']);
export type NumberOperator = z.infer<typeof numberOperator>;

export const tagMatchSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('has') }),
  z.strictObject({ op: z.enum(['in', 'notIn']), values: z.array(z.string()).min(1) }),
  z.strictObject({ op: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte']), value: scalar }),
  z.strictObject({ op: z.literal('between'), value: z.array(scalar).length(2) }),
]);
export type TagMatch = z.infer<typeof tagMatchSchema>;

export const tagConditionSchema = z.strictObject({
  kind: z.literal('tag'),
  tag: z.string(),
  match: tagMatchSchema,
  asOf: z.iso.date().optional(),
});
export type TagCondition = z.infer<typeof tagConditionSchema>;

export const audienceConditionSchema = z.strictObject({
  kind: z.literal('audience'),
  audienceId: z.uuid(),
  at: z.union([z.enum(['latest', 'sameDay']), z.iso.date()]).optional(),
});
export type AudienceCondition = z.infer<typeof audienceConditionSchema>;

export const measureSchema = z.discriminatedUnion('fn', [
  z.strictObject({ fn: z.enum(['count', 'days', 'firstTime', 'lastTime']) }),
  z.strictObject({
    fn: z.enum(['distinct', 'sum', 'avg', 'min', 'max', 'p25', 'p50', 'p75']),
    property: z.string(),
  }),
]);
export type Measure = z.infer<typeof measureSchema>;

export const compareSchema = z.union([
  z.strictObject({
    op: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'notIn']),
    value: z.union([scalar, z.array(scalar).min(1)]),
  }),
  z.strictObject({ op: z.enum(['in', 'notIn']), window: windowSchema }),
]);
export type Compare = z.infer<typeof compareSchema>;

export const behaviorConditionSchema = z.strictObject({
  kind: z.literal('behavior'),
  /** One application, or `*` for all of the organisation's. */
  app: z.string(),
  event: z.string(),
  did: z.boolean().optional(),
  window: windowSchema.optional(),
  where: z.array(propertyFilterSchema).optional(),
  measure: measureSchema.optional(),
  compare: compareSchema.optional(),
});
export type BehaviorCondition = z.infer<typeof behaviorConditionSchema>;

export const attributeConditionSchema = z.strictObject({
  kind: z.literal('attribute'),
  attribute: z.string(),
  ...comparison,
});
export type AttributeCondition = z.infer<typeof attributeConditionSchema>;

export const sequenceStepSchema = z.strictObject({
  event: z.string(),
  not: z.boolean().optional(),
  where: z.array(propertyFilterSchema).optional(),
});
export type SequenceStep = z.infer<typeof sequenceStepSchema>;

export const sequenceConditionSchema = z.strictObject({
  kind: z.literal('sequence'),
  app: z.string(),
  steps: z.array(sequenceStepSchema).min(1),
  within: durationSchema,
  window: windowSchema.optional(),
});
export type SequenceCondition = z.infer<typeof sequenceConditionSchema>;

export const conditionSchema = z.discriminatedUnion('kind', [
  tagConditionSchema,
  audienceConditionSchema,
  behaviorConditionSchema,
  attributeConditionSchema,
  sequenceConditionSchema,
]);
export type Condition = z.infer<typeof conditionSchema>;
export type ConditionKind = Condition['kind'];
