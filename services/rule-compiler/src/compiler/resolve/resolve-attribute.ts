import { type AttributeCondition, findAttributeType, pointerTo } from '@muster/contracts';
import { AttributeNode } from '../tree/attribute.node';
import { complementOf } from '../tree/difference.node';
import type { PlanNode } from '../tree/plan-node';
import { resolveComparison } from './comparison/resolve-comparison';
import type { ResolveContext } from './resolve-context';

export function resolveAttribute(
  condition: AttributeCondition,
  pointer: string,
  context: ResolveContext,
): PlanNode | undefined {
  const { attribute } = condition;
  const type = findAttributeType(context.catalogue, attribute);
  if (type === undefined) {
    return context.diagnostics.report(
      'rule.unknown-attribute',
      pointerTo(pointer, 'attribute'),
      `Declare the attribute "${attribute}" in the catalogue, or name one that is declared.`,
    );
  }
  const test = resolveComparison(condition, type, pointer, context);
  // Users without a value have no row to find: they are what is left of the known users.
  if (test?.kind === 'absent') {
    return complementOf(AttributeNode(pointer, attribute, { kind: 'present', type }));
  }
  return test && AttributeNode(pointer, attribute, test);
}
