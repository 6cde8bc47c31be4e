import type { ColumnType, ValueType } from '@muster/contracts';
import { CallExpression } from '../expression/call.expression';
import { ColumnExpression, type ColumnName } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { PropertyColumnExpression } from '../expression/property-column.expression';
import { ValueExpression } from '../expression/value.expression';
import type { PropertyTest } from '../value/property-test';

/** Where the value of a type is found, and what says that there is one. */
export interface TypedValue {
  readonly value: Expression;
  /** All of these hold when there is a value. */
  readonly present: readonly Expression[];
}

/** Values are typed where they land, so one of another type than the catalogue declares is missing without being looked at. */
export type ValueColumns = (type: ValueType) => TypedValue;

const columns: Readonly<Record<ColumnType, ColumnName>> = {
  string: 'text',
  number: 'number',
  boolean: 'boolean',
  time: 'time',
};

/** Typed, nullable columns: attributes and tag values. */
export const nullableColumns: ValueColumns = (type) => {
  // A list cannot be NULL in a column: a flag tells the empty one from a missing one.
  if (type === 'list') return { value: ColumnExpression('list'), present: [ColumnExpression('is_list')] };
  const value = ColumnExpression(columns[type]);
  return { value, present: [CallExpression('isNotNull', value)] };
};

/** Values of an event: a declared property has a column for its type, lists are in a map. */
export function propertyColumns({ property, declaredIn }: PropertyTest): ValueColumns {
  const declared =
    declaredIn === undefined
      ? []
      : [InfixExpression(ColumnExpression('app'), 'IN', ValueExpression('Array(String)', declaredIn))];
  return (type) => {
    const { value, present } = type === 'list' ? listOf(property) : columnOf(property, type);
    return { value, present: [...declared, ...present] };
  };
}

function listOf(property: string): TypedValue {
  const lists = ColumnExpression('lists');
  const key = ValueExpression('String', property);
  return {
    value: CallExpression('arrayElement', lists, key),
    present: [CallExpression('mapContains', lists, key)],
  };
}

/** Without NULL in its type, since a test of a step of a sequence cannot be NULL; its value where there is none is not looked at. */
function columnOf(property: string, type: ColumnType): TypedValue {
  const column = PropertyColumnExpression(property, type);
  return { value: CallExpression('assumeNotNull', column), present: [CallExpression('isNotNull', column)] };
}
