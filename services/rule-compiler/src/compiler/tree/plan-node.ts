import type { AttributeNode } from './attribute.node';
import type { AudienceNode } from './audience.node';
import { DifferenceNode } from './difference.node';
import type { EventDaysNode } from './event-days.node';
import type { EventsNode } from './events.node';
import { IntersectNode } from './intersect.node';
import type { KnownUsersNode } from './known-users.node';
import type { SequenceNode } from './sequence.node';
import type { TagNode } from './tag.node';
import { UnionNode } from './union.node';

/** Nodes that read users from tables. */
export type LeafNode =
  KnownUsersNode | TagNode | AttributeNode | AudienceNode | EventDaysNode | EventsNode | SequenceNode;

/** Nodes that combine the users of others. */
export type SetNode = IntersectNode | UnionNode | DifferenceNode;

/** A resolved rule, as plain data: names are looked up, defaults filled in, values typed. It says what, not how. */
export type PlanNode = LeafNode | SetNode;

/** One function for each kind of node: a new kind does not compile until every visitor handles it. */
export type NodeVisitor<Node extends PlanNode, Result> = {
  readonly [Kind in Node['kind']]: (node: Extract<Node, { kind: Kind }>) => Result;
};

export function visitNode<Node extends PlanNode, Result>(
  node: Node,
  visitor: NodeVisitor<Node, Result>,
): Result {
  // The visitor's function for a kind takes nodes of that kind; TypeScript does not correlate the two look-ups.
  const visit = visitor[node.kind as Node['kind']] as (node: PlanNode) => Result;
  return visit(node);
}

/** The same node over other operands; leaves have none. */
export function mapOperands(node: PlanNode, map: (operand: PlanNode) => PlanNode): PlanNode {
  switch (node.kind) {
    case 'intersect':
      return IntersectNode(node.pointer, node.of.map(map));
    case 'union':
      return UnionNode(node.pointer, node.of.map(map));
    case 'difference':
      return DifferenceNode(node.pointer, map(node.keep), node.remove.map(map));
    default:
      return node;
  }
}
