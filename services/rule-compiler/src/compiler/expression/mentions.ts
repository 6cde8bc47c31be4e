import type { Expression } from './expression';

/** Whether one of the parts of an expression, or all of it, is of a kind. */
export function mentions(expression: Expression, isOfKind: (part: Expression) => boolean): boolean {
  return isOfKind(expression) || partsOf(expression).some((part) => mentions(part, isOfKind));
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
    case 'every':
      return expression.operands;
    case 'infix':
      return [expression.left, expression.right];
    case 'cast':
      return [expression.operand];
    case 'lambda':
      return [expression.body];
    default:
      return [];
  }
}
