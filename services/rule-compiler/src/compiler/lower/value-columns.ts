import type { ValueType } from '@muster/contracts';
import { CallExpression } from '../expression/call.expression';
import { ColumnExpression, type ColumnName } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
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

const columns: Readonly<Record<Exclude<ValueType, 'list'>, ColumnName>> = {
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

const maps: Readonly<Record<ValueType, ColumnName>> = {
  string: 'strings',
  number: 'numbers',
  boolean: 'booleans',
  time: 'times',
  list: 'lists',
};

/** Maps of an event by type: a value of a type is in the map of that type. */
export function mapColumns({ property, declaredIn }: PropertyTest): ValueColumns {
  const key = ValueExpression('String', property);
  const declared =
    declaredIn === undefined
      ? []
      : [InfixExpression(ColumnExpression('app'), 'IN', ValueExpression('Array(String)', declaredIn))];
  return (type) => {
    const map = ColumnExpression(maps[type]);
    return {
      value: CallExpression('arrayElement', map, key),
      present: [...declared, CallExpression('mapContains', map, key)],
    };
  };
}
