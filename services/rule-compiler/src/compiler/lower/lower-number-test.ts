import { CallExpression } from '../expression/call.expression';
import { CastExpression, type CastSqlType } from '../expression/cast.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression, type InfixOperator } from '../expression/infix.expression';
import { IntegerExpression } from '../expression/integer.expression';
import { ValueExpression } from '../expression/value.expression';
import type { NumberTest } from '../value/number-test';

/** Digits after the point of every number. */
export const SCALE = 6;

const operators = {
  eq: '=',
  ne: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
} as const satisfies Record<Exclude<NumberTest['op'], 'between' | 'in' | 'notIn'>, InfixOperator>;

const decimal = (text: string): Expression => ValueExpression('Decimal(24, 6)', text);

/** An exact fraction of two decimals, the lower one positive. */
export interface Ratio {
  readonly numerator: Expression;
  readonly denominator: Expression;
}

/** Compares an expression of a Decimal type: no double takes part, so no bound meets a rounded number. */
export function lowerNumberTest(number: Expression, test: NumberTest): Expression {
  return compare(number, test, decimal, () => isOneOf(number, test.values, 'Array(Decimal(38, 6))'));
}

/**
 * Compares a fraction without dividing it: a third is no decimal, so the bound is multiplied instead. Only membership in a list
 * divides, to look the quotient up once rather than to multiply up to 10,000 values: it counts when it is exact.
 */
export function lowerRatioTest({ numerator, denominator }: Ratio, test: NumberTest): Expression {
  const quotient = CallExpression('divideDecimal', numerator, denominator, IntegerExpression(SCALE));
  const times = (value: Expression): Expression => InfixExpression(denominator, '*', value);
  return compare(
    numerator,
    test,
    (text) => times(decimal(text)),
    () =>
      EveryExpression(
        InfixExpression(times(quotient), '=', numerator),
        isOneOf(quotient, test.values, 'Array(Decimal(76, 6))'),
      ),
  );
}

function compare(
  number: Expression,
  { op, values: [first = '0', second = first] }: NumberTest,
  bound: (text: string) => Expression,
  isListed: () => Expression,
): Expression {
  switch (op) {
    case 'between':
      return EveryExpression(
        InfixExpression(number, '>=', bound(first)),
        InfixExpression(number, '<=', bound(second)),
      );
    case 'in':
      return isListed();
    case 'notIn':
      return CallExpression('not', isListed());
    default:
      return InfixExpression(number, operators[op], bound(first));
  }
}

function isOneOf(number: Expression, values: readonly string[], type: CastSqlType): Expression {
  return InfixExpression(number, 'IN', CastExpression(ValueExpression('Array(String)', values), type));
}
