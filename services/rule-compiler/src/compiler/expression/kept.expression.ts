/** Says which part of what was kept a stage reads; bound when the plan is executed. */
export interface KeptExpression {
  readonly kind: 'kept';
  /** Of the parameter, e.g. `s1Values`. */
  readonly parameter: string;
  readonly type: 'UUID' | 'Array(UUID)' | 'Date' | 'Array(Date)';
}

export const KeptExpression = (parameter: string, type: KeptExpression['type']): KeptExpression =>
  Object.freeze({ kind: 'kept', parameter, type });
