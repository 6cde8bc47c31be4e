import {
  comparesValuesOf,
  pointerTo,
  type ComparingOperator,
  type Operand,
  type Operator,
  type ValueType,
} from '@muster/contracts';
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

/** A comparison of values of one type. Each handles every operator of its type: a new one does not compile until it does. */
export type ComparisonResolver<Type extends ValueType> = (
  comparison: Comparison & { readonly op: ComparingOperator<Type> },
  operand: OperandReader,
  context: ComparisonContext,
) => Predicate;

type AnyResolver = (
  comparison: Comparison,
  operand: OperandReader,
  context: ComparisonContext,
) => Predicate | undefined;

const resolvers: Readonly<Record<ValueType, AnyResolver>> = {
  string: resolverOf('string', resolveText),
  number: resolverOf('number', resolveNumber),
  boolean: resolverOf('boolean', resolveBoolean),
  time: resolverOf('time', resolveTime),
  list: resolverOf('list', resolveList),
};

/** A resolver of a type, which answers undefined for an operator that the type does not have. */
function resolverOf<Type extends ValueType>(type: Type, resolve: ComparisonResolver<Type>): AnyResolver {
  return (comparison, operand, context) =>
    comparesValuesOf(type, comparison) ? resolve(comparison, operand, context) : undefined;
}

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
