import type { ValueType } from '@muster/contracts';
import { CallExpression } from '../../compiler/expression/call.expression';
import { EveryExpression } from '../../compiler/expression/every.expression';
import type { TypedValue } from '../../compiler/lower/value-columns';
import type { EvidenceColumn, Format } from './evidence-select';

const formatOf: Readonly<Record<ValueType, Format>> = {
  string: 'plain',
  number: 'decimal',
  boolean: 'plain',
  time: 'instant',
  list: 'plain',
};

/** The value of a type as a column; NULL when there is none. */
export function valueColumn(type: ValueType, { value, present }: TypedValue): EvidenceColumn {
  const column = { name: 'value', format: formatOf[type], value } as const;
  // The others are NULL by themselves, and a list cannot be NULL.
  return type === 'list' ? { ...column, unless: CallExpression('not', EveryExpression(...present)) } : column;
}
