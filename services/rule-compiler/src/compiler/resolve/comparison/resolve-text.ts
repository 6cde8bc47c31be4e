import type { Operand } from '@muster/contracts';
import type { TextPredicate } from '../../value/predicate';
import { textOf, textsOf } from './operand';
import type { ComparisonResolver } from './resolve-comparison';

type TextTest = Pick<TextPredicate, 'op' | 'negated'>;

const singleValueTests: Readonly<Record<string, TextTest | undefined>> = {
  eq: { op: 'in', negated: false },
  ne: { op: 'in', negated: true },
  contains: { op: 'contains', negated: false },
  notContains: { op: 'contains', negated: true },
  startsWith: { op: 'startsWith', negated: false },
  endsWith: { op: 'endsWith', negated: false },
  matches: { op: 'matches', negated: false },
};

const listTests: Readonly<Record<string, TextTest | undefined>> = {
  in: { op: 'in', negated: false },
  notIn: { op: 'in', negated: true },
};

export const resolveText: ComparisonResolver = ({ op, value, ignoreCase = false }) => {
  const test = singleValueTests[op] ?? listTests[op];
  if (test === undefined) return 'unknown-operator';
  const values = listTests[op] ? textsOf(value) : oneText(value);
  return values ? { kind: 'text', ...test, values, ignoreCase } : 'unsuitable-operand';
};

function oneText(operand: Operand | undefined): readonly string[] | undefined {
  const text = textOf(operand);
  return text === undefined ? undefined : [text];
}
