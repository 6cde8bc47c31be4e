import type { NumberOperator } from '@muster/contracts';
import type { NumberTest } from '../../value/number-test';
import type { OperandReader } from './operand';
import type { ComparisonResolver } from './resolve-comparison';

export const resolveNumber: ComparisonResolver<'number'> = ({ op }, operand) => ({
  kind: 'number',
  test: resolveNumberTest(op, operand),
});

/** A comparison of numbers, for values as well as for measures. */
export function resolveNumberTest(op: NumberOperator, operand: OperandReader): NumberTest {
  switch (op) {
    case 'eq':
    case 'ne':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { op, values: [operand.decimal()] };
    case 'between':
    case 'in':
    case 'notIn':
      return { op, values: operand.decimals() };
  }
}
