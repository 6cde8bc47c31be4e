import { numberOperator, type Operand } from '@muster/contracts';
import type { NumberTest } from '../../value/number-test';
import { decimalsOf } from './operand';
import type { ComparisonResolver } from './resolve-comparison';

export const resolveNumber: ComparisonResolver = ({ op, value }) => {
  const test = resolveNumberTest(op, value);
  return typeof test === 'string' ? test : { kind: 'number', test };
};

/** A comparison of numbers, for values as well as for measures. */
export function resolveNumberTest(
  op: string,
  value: Operand | undefined,
): NumberTest | 'unknown-operator' | 'unsuitable-operand' {
  const known = numberOperator.safeParse(op);
  if (!known.success) return 'unknown-operator';
  const values = decimalsOf(value);
  if (!values) return 'unsuitable-operand';
  switch (known.data) {
    case 'in':
    case 'notIn':
      return Array.isArray(value) ? { op: known.data, values } : 'unsuitable-operand';
    case 'between':
      return Array.isArray(value) && values.length === 2 ? { op: known.data, values } : 'unsuitable-operand';
    default:
      return Array.isArray(value) ? 'unsuitable-operand' : { op: known.data, values };
  }
}
