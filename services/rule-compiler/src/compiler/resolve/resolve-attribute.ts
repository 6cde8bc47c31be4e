import { type AttributeCondition, findAttributeType, pointerTo } from '@muster/contracts';
import { AttributeNode } from '../tree/attribute.node';
import { complementOf } from '../tree/difference.node';
import type { PlanNode } from '../tree/plan-node';
import { UncheckedRuleError } from '../unchecked-rule.error';
import { resolveComparison } from './comparison/resolve-comparison';
import type { ResolveContext } from './resolve-context';

export function resolveAttribute(
  condition: AttributeCondition,
  pointer: string,
  context: ResolveContext,
): PlanNode {
  const { attribute } = condition;
  const type = findAttributeType(context.catalogue, attribute);
  if (!type) throw new UncheckedRuleError('an unknown attribute', pointerTo(pointer, 'attribute'));
  const test = resolveComparison(condition, type, pointer, context);
  // Users without a value have no row to find: they are what is left of the known users.
  return test.kind === 'absent'
    ? complementOf(AttributeNode(pointer, attribute, { kind: 'present', type }))
    : AttributeNode(pointer, attribute, test);
}
