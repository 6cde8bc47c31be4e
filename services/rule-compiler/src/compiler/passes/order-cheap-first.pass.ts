import { DifferenceNode } from '../tree/difference.node';
import { IntersectNode } from '../tree/intersect.node';
import { mapOperands, type PlanNode } from '../tree/plan-node';
import { UnionNode } from '../tree/union.node';
import { costOf } from './cost';

/** Orders operands by cost, so that what is cheap to know masks what is dear; equal costs keep the rule's order. */
export function orderCheapFirst(node: PlanNode): PlanNode {
  const ordered = mapOperands(node, orderCheapFirst);
  switch (ordered.kind) {
    case 'intersect':
      return IntersectNode(ordered.pointer, byCost(ordered.of));
    case 'union':
      return UnionNode(ordered.pointer, byCost(ordered.of));
    case 'difference':
      return DifferenceNode(ordered.pointer, ordered.keep, byCost(ordered.remove));
    default:
      return ordered;
  }
}

function byCost(nodes: readonly PlanNode[]): readonly PlanNode[] {
  return [...nodes].sort((left, right) => costOf(left) - costOf(right));
}
