import type { Expression } from './expression';

/**
 * Types that plans convert to: the client binds a list of decimals as texts, and no double may come between; an empty array has
 * no type of its own.
 */
export type CastSqlType = 'Array(Decimal(38, 6))' | 'Array(Decimal(76, 6))' | 'Array(Array(Int64))';

export interface CastExpression {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly type: CastSqlType;
}

export const CastExpression = (operand: Expression, type: CastSqlType): CastExpression =>
  Object.freeze({ kind: 'cast', operand, type });
