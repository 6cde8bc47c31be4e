import { z } from 'zod';
import { jsonNumber } from '../value/exact-number';
import { durationSchema } from './window.schema';

/** Operators by the type of the value they compare; `isSet` and `isNotSet` belong to every type. */
export const operatorsByType = {
  string: [
    'eq',
    'ne',
    'in',
    'notIn',
    'contains',
    'notContains',
    'startsWith',
    'endsWith',
    'matches',
    'isSet',
    'isNotSet',
  ],
  number: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'notIn', 'isSet', 'isNotSet'],
  boolean: ['isTrue', 'isFalse', 'isSet', 'isNotSet'],
  time: ['before', 'after', 'between', 'inLast', 'notInLast', 'olderThan', 'inNext', 'isSet', 'isNotSet'],
  list: ['containsAny', 'containsAll', 'containsNone', 'isEmpty', 'isNotEmpty', 'isSet', 'isNotSet'],
} as const;

/** Operators that compare the values of a type: all but those that only ask whether there is one. */
export type ComparingOperator<Type extends keyof typeof operatorsByType> = Exclude<
  (typeof operatorsByType)[Type][number],
  'isSet' | 'isNotSet'
>;

/** Whether a comparison compares values of a type. */
export function comparesValuesOf<
  Type extends keyof typeof operatorsByType,
  Comparison extends { readonly op: string },
>(type: Type, comparison: Comparison): comparison is Comparison & { readonly op: ComparingOperator<Type> } {
  const operators: readonly string[] = operatorsByType[type];
  return comparison.op !== 'isSet' && comparison.op !== 'isNotSet' && operators.includes(comparison.op);
}

export const operator = z.enum([...new Set(Object.values(operatorsByType).flat())]);
export type Operator = z.infer<typeof operator>;

export const scalar = z.union([z.string(), jsonNumber]);
export type Scalar = z.infer<typeof scalar>;
export const operand = z.union([scalar, z.array(scalar).min(1), durationSchema]);
export type Operand = z.infer<typeof operand>;

/** What attribute conditions and the filters of a behaviour have in common; operators and operands are checked by type. */
export const comparison = {
  op: operator,
  value: operand.optional(),
  ignoreCase: z.boolean().optional(),
};

/** A filter on a property of an event. */
export const propertyFilterSchema = z.strictObject({ property: z.string(), ...comparison });
export type PropertyFilter = z.infer<typeof propertyFilterSchema>;
