import type { Expression } from './expression';

/** Functions of ClickHouse that plans call; a closed list, so that no user input can become a name. */
export type FunctionName =
  | 'addDays'
  | 'addHours'
  | 'addMinutes'
  | 'addMonths'
  | 'argMax'
  | 'argMin'
  | 'array'
  | 'arrayConcat'
  | 'arrayDistinct'
  | 'arrayElement'
  | 'arrayExists'
  | 'arrayFilter'
  | 'arrayFold'
  | 'arrayMap'
  | 'arrayPopBack'
  | 'arrayPushFront'
  | 'arrayReverseSort'
  | 'arraySlice'
  | 'arraySort'
  | 'assumeNotNull'
  | 'bitShiftLeft'
  | 'bitmapAnd'
  | 'bitmapAndnot'
  | 'bitmapContains'
  | 'bitmapOr'
  | 'count'
  | 'divideDecimal'
  | 'empty'
  | 'endsWith'
  | 'groupArray'
  | 'hasAll'
  | 'hasAny'
  | 'if'
  | 'intDiv'
  | 'isNotNull'
  | 'mapContains'
  | 'match'
  | 'max'
  | 'min'
  | 'modulo'
  | 'not'
  | 'or'
  | 'position'
  | 'startsWith'
  | 'sum'
  | 'toDate32'
  | 'toDateTime64'
  | 'toDecimal128'
  | 'toDecimal256'
  | 'toUnixTimestamp64Micro'
  | 'translateUTF8'
  | 'tuple'
  | 'tupleElement'
  | 'uniqExact';

export interface CallExpression {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly operands: readonly Expression[];
}

export const CallExpression = (name: FunctionName, ...operands: readonly Expression[]): CallExpression =>
  Object.freeze({ kind: 'call', name, operands: Object.freeze(operands) });
