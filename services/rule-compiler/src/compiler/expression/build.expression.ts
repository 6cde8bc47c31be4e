/** Which order of values a stage reads, bound when the plan is executed. */
export interface BuildExpression {
  readonly kind: 'build';
  /** Of the parameter, e.g. `s1Values`. */
  readonly parameter: string;
}

export const BuildExpression = (parameter: string): BuildExpression =>
  Object.freeze({ kind: 'build', parameter });
