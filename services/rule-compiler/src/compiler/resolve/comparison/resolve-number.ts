import type { NumberTest } from '../../value/number-test';
import type { OperandReader } from './operand';
import type { ComparisonResolver } from './resolve-comparison';

export const resolveNumber: ComparisonResolver = ({ op }, operand) => {
  const test = resolveNumberTest(op, operand);
  return test && { kind: 'number', test };
};

/** A comparison of numbers, for values as well as for measures; undefined when there is no such operator. */
export function resolveNumberTest(op: string, operand: OperandReader): NumberTest | undefined {
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
    default:
      return undefined;
  }
}
