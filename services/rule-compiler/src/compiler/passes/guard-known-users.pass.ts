import { IntersectNode } from '../tree/intersect.node';
import { KnownUsersNode } from '../tree/known-users.node';
import type { PlanNode } from '../tree/plan-node';

/** Only known users are members: events, tags and published results may name others. */
export function guardKnownUsers(node: PlanNode): PlanNode {
  return IntersectNode(node.pointer, [KnownUsersNode(), node]);
}
