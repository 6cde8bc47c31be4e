import type { Expression } from './expression';

export type InfixOperator = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'IN' | '+' | '-' | '*';

export interface InfixExpression {
  readonly kind: 'infix';
  readonly operator: InfixOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export const InfixExpression = (
  left: Expression,
  operator: InfixOperator,
  right: Expression,
): InfixExpression => Object.freeze({ kind: 'infix', operator, left, right });
