import type { ComparisonResolver } from './resolve-comparison';

export const resolveText: ComparisonResolver<'string'> = ({ op, ignoreCase = false }, operand) => {
  switch (op) {
    case 'eq':
    case 'ne':
      return { kind: 'text', op: 'in', values: [operand.text()], ignoreCase, negated: op === 'ne' };
    case 'in':
    case 'notIn':
      return { kind: 'text', op: 'in', values: operand.texts(), ignoreCase, negated: op === 'notIn' };
    case 'contains':
    case 'notContains':
      return {
        kind: 'text',
        op: 'contains',
        values: [operand.text()],
        ignoreCase,
        negated: op === 'notContains',
      };
    case 'startsWith':
    case 'endsWith':
    case 'matches':
      return { kind: 'text', op, values: [operand.text()], ignoreCase, negated: false };
  }
};
