/** The bitmap of an earlier stage. */
export interface StageExpression {
  readonly kind: 'stage';
  /** e.g. `s0`. */
  readonly id: string;
}

export const StageExpression = (id: string): StageExpression => Object.freeze({ kind: 'stage', id });
