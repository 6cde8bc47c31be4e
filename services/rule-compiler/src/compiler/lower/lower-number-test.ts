import { CastExpression } from '../expression/cast.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression, type InfixOperator } from '../expression/infix.expression';
import { ValueExpression } from '../expression/value.expression';
import type { NumberTest } from '../value/number-test';

const operators = {
  eq: '=',
  ne: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  in: 'IN',
  notIn: 'NOT IN',
} as const satisfies Record<Exclude<NumberTest['op'], 'between'>, InfixOperator>;

const decimal = (text: string): Expression => ValueExpression('Decimal(24, 6)', text);

/** Compares an expression of a Decimal type: no double takes part, so no bound meets a rounded number. */
export function lowerNumberTest(number: Expression, { op, values }: NumberTest): Expression {
  const [first = '0', second = first] = values;
  switch (op) {
    case 'between':
      return EveryExpression(
        InfixExpression(number, '>=', decimal(first)),
        InfixExpression(number, '<=', decimal(second)),
      );
    case 'in':
    case 'notIn':
      return InfixExpression(
        number,
        operators[op],
        CastExpression(ValueExpression('Array(String)', values), 'Array(Decimal(38, 6))'),
      );
    default:
      return InfixExpression(number, operators[op], decimal(first));
  }
}
