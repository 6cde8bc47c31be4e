import type { Expression } from './expression';

/** Functions of ClickHouse that plans call; a closed list, so that no user input can become a name. */
export type FunctionName =
  | 'addDays'
  | 'addHours'
  | 'addMinutes'
  | 'addMonths'
  | 'bitShiftLeft'
  | 'bitmapAnd'
  | 'bitmapAndnot'
  | 'bitmapContains'
  | 'bitmapOr'
  | 'count'
  | 'empty'
  | 'endsWith'
  | 'hasAll'
  | 'hasAny'
  | 'isNotNull'
  | 'mapContains'
  | 'match'
  | 'not'
  | 'position'
  | 'startsWith'
  | 'sum'
  | 'toDate32'
  | 'toDateTime64'
  | 'toDecimal128'
  | 'translateUTF8'
  | 'arrayElement';

export interface CallExpression {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly operands: readonly Expression[];
}

export const CallExpression = (name: FunctionName, ...operands: readonly Expression[]): CallExpression =>
  Object.freeze({ kind: 'call', name, operands: Object.freeze(operands) });
