import type { Expression } from './expression';
import type { VariableName } from './variable.expression';

/** A function of the engine's array functions. */
export interface LambdaExpression {
  readonly kind: 'lambda';
  readonly parameters: readonly VariableName[];
  readonly body: Expression;
}

export const LambdaExpression = (parameters: readonly VariableName[], body: Expression): LambdaExpression =>
  Object.freeze({ kind: 'lambda', parameters: Object.freeze([...parameters]), body });
