import { pointerTo, type ValueType } from '@muster/contracts';
import type { Predicate } from '../../value/predicate';
import type { ResolveContext } from '../resolve-context';
import type { Comparison } from './comparison';
import { resolveBoolean } from './resolve-boolean';
import { resolveList } from './resolve-list';
import { resolveNumber } from './resolve-number';
import { resolveText } from './resolve-text';
import { resolveTime } from './resolve-time';

/**
 * Resolves operators of one type: `unknown-operator` when the type has no such operator, `unsuitable-operand` when the
 * operator cannot take that operand.
 */
export type ComparisonResolver = (
  comparison: Comparison,
  timeZone: string,
) => Predicate | 'unknown-operator' | 'unsuitable-operand';

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
  { diagnostics, timeZone }: ResolveContext,
): Predicate | undefined {
  if (comparison.op === 'isSet') return { kind: 'present', type };
  if (comparison.op === 'isNotSet') return { kind: 'absent', type };
  const resolved = resolvers[type](comparison, timeZone);
  if (resolved === 'unknown-operator') {
    return diagnostics.report(
      'rule.operator-not-for-type',
      pointerTo(pointer, 'op'),
      `Values of type ${type} have no operator "${comparison.op}"; choose one of that type's.`,
    );
  }
  if (resolved === 'unsuitable-operand') {
    return diagnostics.report(
      'rule.value-type',
      pointerTo(pointer, 'value'),
      `"${comparison.op}" cannot take this value; give one of type ${type}.`,
    );
  }
  return resolved;
}
