import type { EventSchema, ValueType } from '../../catalogue/catalogue';
import { findPropertyTypes } from '../../catalogue/lookup';
import { comparesStrings, operandShape } from '../operand-shapes';
import type { Operand, Operator, PropertyFilter } from '../predicate.schema';
import { canonicalOperand, unchecked } from './canonical-literal';
import { sortedUnique } from './canonical-order';

/** The fields that attribute conditions and filters have in common. */
interface Comparison {
  op: Operator;
  value?: Operand | undefined;
  ignoreCase?: boolean | undefined;
}

/** The canonical form of a comparison with values of a type. */
export function canonicalComparison(
  comparison: Comparison,
  type: ValueType,
): { op: Operator; value?: Operand; ignoreCase?: boolean } {
  const { op, value, ignoreCase = false } = comparison;
  const shape = operandShape(type, op) ?? unchecked();
  return {
    op,
    ...(shape === 'none' ? {} : { value: canonicalOperand(shape, value) }),
    ...(comparesStrings(type, op) ? { ignoreCase } : {}),
  };
}

/** Filters must all hold, so neither their order nor a repetition matters. */
export function canonicalFilters(
  filters: readonly PropertyFilter[],
  events: readonly EventSchema[],
): PropertyFilter[] {
  const canonical = filters.map((filter) => {
    const [type = unchecked()] = findPropertyTypes(events, filter.property);
    return { property: filter.property, ...canonicalComparison(filter, type) };
  });
  return sortedUnique(canonical);
}
