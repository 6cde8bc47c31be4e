import type { ComparisonResolver } from './resolve-comparison';

export const resolveBoolean: ComparisonResolver = ({ op }) => {
  if (op !== 'isTrue' && op !== 'isFalse') return 'unknown-operator';
  return { kind: 'boolean', is: op === 'isTrue' };
};
