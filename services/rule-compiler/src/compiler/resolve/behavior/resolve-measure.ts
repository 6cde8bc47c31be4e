import { pointerTo, type BehaviorCondition, type Measure } from '@muster/contracts';
import type { NumberTest } from '../../value/number-test';
import type { PropertyTest } from '../../value/property-test';
import { resolveNumberTest } from '../comparison/resolve-number';
import { reportNotYetCompilable } from '../not-yet-compilable';
import type { ResolveContext } from '../resolve-context';
import { resolvePropertyType, undeclaredIn } from './resolve-property';

/** What is computed over the events of a user, and the test of it. */
export type ResolvedMeasure =
  | { readonly fn: 'count'; readonly test: NumberTest }
  | { readonly fn: 'sum'; readonly property: PropertyTest; readonly test: NumberTest };

const atLeastOne: NumberTest = { op: 'gte', values: ['1'] };

export function resolveMeasure(
  condition: BehaviorCondition,
  pointer: string,
  context: ResolveContext,
): ResolvedMeasure | undefined {
  const { measure = { fn: 'count' } } = condition;
  switch (measure.fn) {
    case 'count': {
      const test = condition.compare ? resolveCompare(condition.compare, pointer, context) : atLeastOne;
      return test && { fn: 'count', test };
    }
    case 'sum':
      return resolveSum(condition, measure, pointer, context);
    default:
      return reportNotYetCompilable(
        context.diagnostics,
        pointerTo(pointer, 'measure', 'fn'),
        `The measure "${measure.fn}"`,
      );
  }
}

function resolveSum(
  { app, event, compare }: BehaviorCondition,
  measure: Extract<Measure, { property: string }>,
  pointer: string,
  context: ResolveContext,
): ResolvedMeasure | undefined {
  const { property } = measure;
  const at = pointerTo(pointer, 'measure', 'property');
  const type = resolvePropertyType({ app, event }, property, at, context);
  if (type !== undefined && type !== 'number') {
    context.diagnostics.report(
      'rule.operator-not-for-type',
      at,
      `The property "${property}" is ${type}; only numbers have a sum.`,
    );
  }
  const test = resolveCompare(compare, pointer, context);
  if (type !== 'number' || !test) return undefined;
  return {
    fn: 'sum',
    property: {
      property,
      undeclaredIn: undeclaredIn(context.catalogue, { app, event }, property),
      test: { kind: 'present', type },
    },
    test,
  };
}

function resolveCompare(
  compare: BehaviorCondition['compare'],
  pointer: string,
  { diagnostics }: ResolveContext,
): NumberTest | undefined {
  const test =
    compare && 'value' in compare ? resolveNumberTest(compare.op, compare.value) : 'unsuitable-operand';
  if (typeof test === 'object') return test;
  return diagnostics.report(
    'rule.value-type',
    pointerTo(pointer, 'compare'),
    'Compare the measure with a number, with two for "between", or with a list for "in" and "notIn".',
  );
}
