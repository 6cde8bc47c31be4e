import { pointerTo, type Operand, type Operator, type ValueType } from '@muster/contracts';
import type { Predicate } from '../../value/predicate';
import { UncheckedRuleError } from '../../unchecked-rule.error';
import type { ResolveContext } from '../resolve-context';
import { OperandReader } from './operand';
import { resolveBoolean } from './resolve-boolean';
import { resolveList } from './resolve-list';
import { resolveNumber } from './resolve-number';
import { resolveText } from './resolve-text';
import { resolveTime } from './resolve-time';

/** What attribute conditions and filters of events have in common. */
export interface Comparison {
  readonly op: Operator;
  readonly value?: Operand | undefined;
  readonly ignoreCase?: boolean | undefined;
}

/** What the meaning of a comparison depends on, besides its type. */
export type ComparisonContext = Pick<ResolveContext, 'timeZone' | 'diagnostics'>;

/** A comparison of one type; undefined when the type has no such operator. */
export type ComparisonResolver = (
  comparison: Comparison,
  operand: OperandReader,
  context: ComparisonContext,
) => Predicate | undefined;

const resolvers: Readonly<Record<ValueType, ComparisonResolver>> = {
  string: resolveText,
  number: resolveNumber,
  boolean: resolveBoolean,
  time: resolveTime,
  list: resolveList,
};

/** The test that a comparison means for values of a type. */
export function resolveComparison(
  comparison: Comparison,
  type: ValueType,
  pointer: string,
  context: ComparisonContext,
): Predicate {
  if (comparison.op === 'isSet') return { kind: 'present', type };
  if (comparison.op === 'isNotSet') return { kind: 'absent', type };
  const operand = new OperandReader(comparison.value, pointerTo(pointer, 'value'));
  const predicate = resolvers[type](comparison, operand, context);
  if (!predicate) throw new UncheckedRuleError(`no operator of type ${type}`, pointerTo(pointer, 'op'));
  return predicate;
}
