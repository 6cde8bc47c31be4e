import type { ComparisonResolver } from './resolve-comparison';

export const resolveBoolean: ComparisonResolver<'boolean'> = ({ op }) => {
  switch (op) {
    case 'isTrue':
      return { kind: 'boolean', is: true };
    case 'isFalse':
      return { kind: 'boolean', is: false };
  }
};
