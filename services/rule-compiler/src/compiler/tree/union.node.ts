import type { NodeBase } from './node-base';
import type { PlanNode } from './plan-node';

/** Users in at least one operand; there is at least one operand. */
export interface UnionNode extends NodeBase<'union'> {
  readonly of: readonly PlanNode[];
}

export const UnionNode = (pointer: string, of: readonly PlanNode[]): UnionNode =>
  Object.freeze({ kind: 'union', pointer, of: Object.freeze([...of]) });
