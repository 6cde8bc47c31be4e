import { findAttributeType, pointerTo, type AttributeCondition } from '@muster/contracts';
import { lowerLeaf } from '../../compiler/lower/lower-leaf';
import { nullableColumns } from '../../compiler/lower/value-columns';
import { AttributeNode } from '../../compiler/tree/attribute.node';
import { UncheckedRuleError } from '../../compiler/unchecked-rule.error';
import type { EvidenceCompiler } from './compile-evidence';
import { evidenceOf } from './evidence-select';
import { valueColumn } from './value-column';

/** The value of the declared type; no row without one. */
export const attributeEvidence: EvidenceCompiler<AttributeCondition> = (
  { attribute },
  pointer,
  { catalogue },
) => {
  const type = findAttributeType(catalogue, attribute);
  if (!type) throw new UncheckedRuleError('an unknown attribute', pointerTo(pointer, 'attribute'));
  const scan = lowerLeaf(AttributeNode(pointer, attribute, { kind: 'present', type }));
  return {
    kind: 'attribute',
    ...evidenceOf([valueColumn(type, nullableColumns(type))], scan, 'each'),
  };
};
