import { findTag, pointerTo, type TagCondition, type TagDefinition, type ValueType } from '@muster/contracts';
import { ColumnExpression } from '../../compiler/expression/column.expression';
import { lowerTag } from '../../compiler/lower/lower-tag';
import { nullableColumns } from '../../compiler/lower/value-columns';
import { resolveTag } from '../../compiler/resolve/resolve-tag';
import { UncheckedRuleError } from '../../compiler/unchecked-rule.error';
import type { EvidenceCompiler } from './compile-evidence';
import { evidenceOf } from './evidence-select';
import { valueColumn } from './value-column';

const typeOf: Readonly<Record<TagDefinition['kind'], ValueType>> = {
  flag: 'boolean',
  category: 'string',
  number: 'number',
};

/** The newest value dated on or before the day, which may be that the tag was taken away. */
export const tagEvidence: EvidenceCompiler<TagCondition> = (condition, pointer, context) => {
  const definition = findTag(context.catalogue, condition.tag);
  if (!definition) throw new UncheckedRuleError('an unknown tag', pointerTo(pointer, 'tag'));
  const type = typeOf[definition.kind];
  const columns = [
    { ...valueColumn(type, nullableColumns(type)), unless: ColumnExpression('removed') },
    { name: 'valueDate', format: 'date', value: ColumnExpression('date') },
  ] as const;
  return {
    kind: 'tag',
    ...evidenceOf(columns, lowerTag(resolveTag(condition, pointer, context)), 'newest by date'),
  };
};
