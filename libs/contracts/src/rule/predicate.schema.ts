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
