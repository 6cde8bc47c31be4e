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
  /** What is left of them to be checked beside a comparison that is not true of NULL: a function for each row less. */
  readonly compared: readonly Expression[];
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
  if (type === 'list') return mustBeThere(ColumnExpression('list'), ColumnExpression('is_list'));
  const value = ColumnExpression(columns[type]);
  return { value, present: [CallExpression('isNotNull', value)], compared: [] };
};

/** Values of an event: a declared property has a column for its type, lists are in a map. */
export function propertyColumns(property: PropertyTest): ValueColumns {
  const columnOf = (type: ColumnType): TypedValue => {
    const { value, present } = nullableColumnOf(property.property, type);
    // Its value where there is none is not looked at.
    return mustBeThere(CallExpression('assumeNotNull', value), ...present);
  };
  return declaredColumns(property, columnOf);
}

/** The same where a row may test as NULL, which is as good as false: not in a step of a sequence. */
export function nullablePropertyColumns(property: PropertyTest): ValueColumns {
  return declaredColumns(property, (type) => nullableColumnOf(property.property, type));
}

function declaredColumns(
  { property, declaredIn }: PropertyTest,
  columnOf: (type: ColumnType) => TypedValue,
): ValueColumns {
  const declared =
    declaredIn === undefined
      ? []
      : [InfixExpression(ColumnExpression('app'), 'IN', ValueExpression('Array(String)', declaredIn))];
  return (type) => {
    const { value, present, compared } = type === 'list' ? listOf(property) : columnOf(type);
    return { value, present: [...declared, ...present], compared: [...declared, ...compared] };
  };
}

function mustBeThere(value: Expression, ...present: readonly Expression[]): TypedValue {
  return { value, present, compared: present };
}

function listOf(property: string): TypedValue {
  const lists = ColumnExpression('lists');
  const key = ValueExpression('String', property);
  return mustBeThere(CallExpression('arrayElement', lists, key), CallExpression('mapContains', lists, key));
}

function nullableColumnOf(property: string, type: ColumnType): TypedValue {
  const value = PropertyColumnExpression(property, type);
  return { value, present: [CallExpression('isNotNull', value)], compared: [] };
}
