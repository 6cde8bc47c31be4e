import type { ValueType } from '../catalogue/catalogue';
import type { operatorsByType } from './predicate.schema';

/** What an operator takes as its `value`. */
export type OperandShape =
  | 'none'
  | 'text'
  | 'texts'
  | 'pattern'
  | 'number'
  | 'numbers'
  | 'numberRange'
  | 'time'
  | 'timeRange'
  | 'duration';

type OperandShapes = { [Type in ValueType]: Record<(typeof operatorsByType)[Type][number], OperandShape> };

/** The operand of every operator of every type. */
const operandShapes: OperandShapes = {
  string: {
    eq: 'text',
    ne: 'text',
    in: 'texts',
    notIn: 'texts',
    contains: 'text',
    notContains: 'text',
    startsWith: 'text',
    endsWith: 'text',
    matches: 'pattern',
    isSet: 'none',
    isNotSet: 'none',
  },
  number: {
    eq: 'number',
    ne: 'number',
    gt: 'number',
    gte: 'number',
    lt: 'number',
    lte: 'number',
    between: 'numberRange',
    in: 'numbers',
    notIn: 'numbers',
    isSet: 'none',
    isNotSet: 'none',
  },
  boolean: { isTrue: 'none', isFalse: 'none', isSet: 'none', isNotSet: 'none' },
  time: {
    before: 'time',
    after: 'time',
    between: 'timeRange',
    inLast: 'duration',
    notInLast: 'duration',
    olderThan: 'duration',
    inNext: 'duration',
    isSet: 'none',
    isNotSet: 'none',
  },
  list: {
    containsAny: 'texts',
    containsAll: 'texts',
    containsNone: 'texts',
    isEmpty: 'none',
    isNotEmpty: 'none',
    isSet: 'none',
    isNotSet: 'none',
  },
};

/** The operand of an operator on values of a type; undefined when the type does not have the operator. */
export function operandShape(type: ValueType, op: string): OperandShape | undefined {
  const shapes: Readonly<Record<string, OperandShape>> = operandShapes[type];
  return Object.hasOwn(shapes, op) ? shapes[op] : undefined;
}

/** Whether an operator compares strings, so that `ignoreCase` has a meaning beside it. */
export function comparesStrings(type: ValueType, op: string): boolean {
  return type === 'string' && operandShape(type, op) !== 'none';
}
