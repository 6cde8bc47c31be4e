import type { NodeBase } from './node-base';
import type { PlanNode } from './plan-node';

/** Users in every operand; there is at least one. */
export interface IntersectNode extends NodeBase<'intersect'> {
  readonly of: readonly PlanNode[];
}

export const IntersectNode = (pointer: string, of: readonly PlanNode[]): IntersectNode =>
  Object.freeze({ kind: 'intersect', pointer, of: Object.freeze([...of]) });
