import { pointerTo, type CanonicalRule } from '@muster/contracts';
import { complementOf, DifferenceNode } from '../tree/difference.node';
import { IntersectNode } from '../tree/intersect.node';
import type { PlanNode } from '../tree/plan-node';
import { UnionNode } from '../tree/union.node';
import { resolveCondition } from './resolve-condition';
import type { ResolveContext } from './resolve-context';

/** The plan tree of a rule; undefined when a part of it has no meaning here, which the context's diagnostics then say. */
export function resolveRule(
  rule: CanonicalRule,
  pointer: string,
  context: ResolveContext,
): PlanNode | undefined {
  if ('kind' in rule) return resolveCondition(rule, pointer, context);
  const all = (rules: readonly CanonicalRule[], member: string): PlanNode[] | undefined => {
    const nodes = rules.map((operand, index) =>
      resolveRule(operand, pointerTo(pointer, member, index), context),
    );
    return nodes.every((node) => node !== undefined) ? nodes : undefined;
  };
  switch (rule.op) {
    case 'intersect': {
      const of = all(rule.of, 'of');
      return of && IntersectNode(pointer, of);
    }
    case 'union': {
      const of = all(rule.of, 'of');
      return of && UnionNode(pointer, of);
    }
    case 'difference': {
      const keep = resolveRule(rule.keep, pointerTo(pointer, 'keep'), context);
      const remove = all(rule.remove, 'remove');
      return keep && remove && DifferenceNode(pointer, keep, remove);
    }
    case 'not': {
      const of = resolveRule(rule.of, pointerTo(pointer, 'of'), context);
      return of && complementOf(of);
    }
  }
}
