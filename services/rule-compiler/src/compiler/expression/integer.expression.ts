/** A constant of the compiler's own; literals of rules are values. */
export interface IntegerExpression {
  readonly kind: 'integer';
  readonly value: number;
}

export const IntegerExpression = (value: number): IntegerExpression => {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not an exact integer: ${String(value)}`);
  return Object.freeze({ kind: 'integer', value });
};
