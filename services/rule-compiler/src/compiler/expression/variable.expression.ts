/** Names that a statement gives to values of its own; none is the name of a column. */
export type VariableName =
  'kept' | 'last' | 'matches' | 'missing' | 'moment' | 'previous' | 'start' | 'starts' | 'step';

export interface VariableExpression {
  readonly kind: 'variable';
  readonly name: VariableName;
}

export const VariableExpression = (name: VariableName): VariableExpression =>
  Object.freeze({ kind: 'variable', name });
