import type { NumberOperator, Operand } from '@muster/contracts';
import { compareRationals, rationalOf, type Rational } from './rational';

/** Compares an exact number with the numbers of a canonical rule. */
export function satisfiesNumber(number: Rational, op: NumberOperator, operand: Operand | undefined): boolean {
  const order = (other: string): number => compareRationals(number, rationalOf(other));
  const [one, many] = [operand as string, operand as readonly string[]];
  switch (op) {
    case 'eq':
      return order(one) === 0;
    case 'ne':
      return order(one) !== 0;
    case 'gt':
      return order(one) > 0;
    case 'gte':
      return order(one) >= 0;
    case 'lt':
      return order(one) < 0;
    case 'lte':
      return order(one) <= 0;
    case 'between':
      return order(many[0] ?? '') >= 0 && order(many[1] ?? '') <= 0;
    case 'in':
      return many.some((other) => order(other) === 0);
    case 'notIn':
      return !many.some((other) => order(other) === 0);
  }
}
