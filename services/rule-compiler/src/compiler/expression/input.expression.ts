/** The snapshots of a plan input, bound when the plan is executed. */
export interface InputExpression {
  readonly kind: 'input';
  /** e.g. `input0`. */
  readonly parameter: string;
}

export const InputExpression = (parameter: string): InputExpression =>
  Object.freeze({ kind: 'input', parameter });
