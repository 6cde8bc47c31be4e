import type { Expression } from '../expression/expression';
import type { StageExpression } from '../expression/stage.expression';
import type { LeafNode } from '../tree/plan-node';

/** A bitmap that is read from a table. */
export interface ReadStage {
  readonly kind: 'read';
  readonly id: string;
  readonly leaf: LeafNode;
  /** Only these users matter; the bitmap holds no others. */
  readonly mask: StageExpression | undefined;
}

/** A bitmap that is combined from earlier ones. */
export interface CombineStage {
  readonly kind: 'combine';
  readonly id: string;
  readonly bitmap: Expression;
  readonly purpose: 'mask' | 'part of the result';
  /** The node that it is a mask for; of a part of the result, the whole rule. */
  readonly pointer: string;
}

/** One bitmap, computed once. */
export type Stage = ReadStage | CombineStage;

/** A tree as a sequence of bitmaps, each of which may use those before it. */
export interface StagedPlan {
  readonly stages: readonly Stage[];
  /** The members, of the bitmaps. */
  readonly result: Expression;
}
