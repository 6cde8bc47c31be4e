import { propertyColumn, type ColumnType, type DeclaredProperty } from '@muster/contracts';
import { stringLiteral } from './string-literal';

/** Where an event has its values of a type, and the type of their column. */
const KINDS: Readonly<Record<ColumnType, { readonly map: string; readonly sql: string }>> = {
  string: { map: 'strings', sql: 'LowCardinality(Nullable(String))' },
  number: { map: 'numbers', sql: 'Nullable(Decimal(24, 6))' },
  boolean: { map: 'booleans', sql: 'Nullable(Bool)' },
  time: { map: 'times', sql: "Nullable(DateTime64(6, 'UTC'))" },
};

/**
 * The column of a property in an ALTER TABLE: the value in the map, or NULL. Stored, old parts have it at once by its default, and
 * whatever inserts the maps fills it; otherwise it is computed whenever it is read.
 */
export function columnDefinition({ name, type }: DeclaredProperty, kept: 'stored' | 'computed'): string {
  const { map, sql } = KINDS[type];
  const key = stringLiteral(name);
  const word = kept === 'stored' ? 'DEFAULT' : 'ALIAS';
  return `${propertyColumn(name, type)} ${sql} ${word} if(mapContains(${map}, ${key}), ${map}[${key}], NULL)`;
}
