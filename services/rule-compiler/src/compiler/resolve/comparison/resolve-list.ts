import type { ComparisonResolver } from './resolve-comparison';

export const resolveList: ComparisonResolver<'list'> = ({ op }, operand) => {
  switch (op) {
    case 'containsAny':
    case 'containsNone':
      return { kind: 'list', op: 'containsAny', values: operand.texts(), negated: op === 'containsNone' };
    case 'containsAll':
      return { kind: 'list', op, values: operand.texts(), negated: false };
    case 'isEmpty':
    case 'isNotEmpty':
      return { kind: 'list', op: 'isEmpty', values: [], negated: op === 'isNotEmpty' };
  }
};
