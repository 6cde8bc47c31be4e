import { pointerTo, type CanonicalRule } from '@muster/contracts';
import { complementOf, DifferenceNode } from '../tree/difference.node';
import { IntersectNode } from '../tree/intersect.node';
import type { PlanNode } from '../tree/plan-node';
import { UnionNode } from '../tree/union.node';
import { resolveCondition } from './resolve-condition';
import type { ResolveContext } from './resolve-context';

/** The plan tree of a rule. What is wrong with it beyond its own check, the context's diagnostics then say. */
export function resolveRule(rule: CanonicalRule, pointer: string, context: ResolveContext): PlanNode {
  if ('kind' in rule) return resolveCondition(rule, pointer, context);
  const all = (rules: readonly CanonicalRule[], member: string): PlanNode[] =>
    rules.map((operand, index) => resolveRule(operand, pointerTo(pointer, member, index), context));
  switch (rule.op) {
    case 'intersect':
      return IntersectNode(pointer, all(rule.of, 'of'));
    case 'union':
      return UnionNode(pointer, all(rule.of, 'of'));
    case 'difference': {
      const keep = resolveRule(rule.keep, pointerTo(pointer, 'keep'), context);
      return DifferenceNode(pointer, keep, all(rule.remove, 'remove'));
    }
    case 'not':
      return complementOf(resolveRule(rule.of, pointerTo(pointer, 'of'), context));
  }
}
