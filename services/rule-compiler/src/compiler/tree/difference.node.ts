import { KnownUsersNode } from './known-users.node';
import type { NodeBase } from './node-base';
import type { PlanNode } from './plan-node';

/** Users in `keep` and in none of `remove`. */
export interface DifferenceNode extends NodeBase<'difference'> {
  readonly keep: PlanNode;
  readonly remove: readonly PlanNode[];
}

export const DifferenceNode = (
  pointer: string,
  keep: PlanNode,
  remove: readonly PlanNode[],
): DifferenceNode => Object.freeze({ kind: 'difference', pointer, keep, remove: Object.freeze([...remove]) });

/** Known users that are not in `node`. */
export const complementOf = (node: PlanNode): DifferenceNode =>
  DifferenceNode(node.pointer, KnownUsersNode(), [node]);
