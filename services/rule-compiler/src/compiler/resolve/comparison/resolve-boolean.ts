import type { ComparisonResolver } from './resolve-comparison';

export const resolveBoolean: ComparisonResolver = ({ op }) =>
  op === 'isTrue' || op === 'isFalse' ? { kind: 'boolean', is: op === 'isTrue' } : undefined;
