import type { ListPredicate } from '../../value/predicate';
import { textsOf } from './operand';
import type { ComparisonResolver } from './resolve-comparison';

type ListTest = Pick<ListPredicate, 'op' | 'negated'>;

const tests: Readonly<Record<string, ListTest | undefined>> = {
  containsAny: { op: 'containsAny', negated: false },
  containsAll: { op: 'containsAll', negated: false },
  containsNone: { op: 'containsAny', negated: true },
  isEmpty: { op: 'isEmpty', negated: false },
  isNotEmpty: { op: 'isEmpty', negated: true },
};

export const resolveList: ComparisonResolver = ({ op, value }) => {
  const test = tests[op];
  if (test === undefined) return 'unknown-operator';
  if (test.op === 'isEmpty') return { kind: 'list', ...test, values: [] };
  const values = textsOf(value);
  return values ? { kind: 'list', ...test, values } : 'unsuitable-operand';
};
