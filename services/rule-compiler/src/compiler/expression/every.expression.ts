import type { Expression } from './expression';

/** True when every operand is. */
export interface EveryExpression {
  readonly kind: 'every';
  readonly operands: readonly Expression[];
}

export const EveryExpression = (...operands: readonly Expression[]): EveryExpression =>
  Object.freeze({ kind: 'every', operands: Object.freeze(operands) });
