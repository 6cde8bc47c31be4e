import { parseDecimal } from '../../value/decimal';
import { parseTime } from '../../value/time';
import type { OperandShape } from '../operand-shapes';
import type { Operand, Scalar } from '../predicate.schema';
import { sortedUnique } from './canonical-order';

/** The canonical form of an operand of a checked rule. */
export function canonicalOperand(shape: Exclude<OperandShape, 'none'>, value: Operand | undefined): Operand {
  switch (shape) {
    case 'texts':
      return sortedUnique(asList(value));
    case 'number':
      return canonicalNumber(value);
    case 'numbers':
      return sortedUnique(asList(value).map(canonicalNumber));
    case 'numberRange':
      return asList(value).map(canonicalNumber);
    case 'time':
      return canonicalTime(value);
    case 'timeRange':
      return asList(value).map(canonicalTime);
    case 'text':
    case 'pattern':
    case 'duration':
      return value ?? unchecked();
  }
}

export function canonicalNumber(value: unknown): string {
  return parseDecimal(value) ?? unchecked();
}

function canonicalTime(value: unknown): string {
  return parseTime(value) ?? unchecked();
}

function asList(value: Operand | undefined): Scalar[] {
  return Array.isArray(value) ? value : unchecked();
}

/** Canonical form is defined for checked rules only: anything else is a mistake of the caller, not of the author of the rule. */
export function unchecked(): never {
  throw new TypeError(
    'only a checked rule, with the catalogue that it was checked against, has a canonical form',
  );
}
