import { ANY_APPLICATION, pointerTo, type CanonicalBehavior } from '@muster/contracts';
import { complementOf } from '../tree/difference.node';
import { EventsNode } from '../tree/events.node';
import type { PlanNode } from '../tree/plan-node';
import { UncheckedRuleError } from '../unchecked-rule.error';
import type { NumberTest } from '../value/number-test';
import { countNode } from './behavior/count-node';
import type { EventSelection } from './behavior/event-selection';
import { resolveFilter, resolveMeasuredNumber } from './behavior/resolve-property';
import { OperandReader } from './comparison/operand';
import { resolveNumberTest } from './comparison/resolve-number';
import { reportNotYetCompilable } from './not-yet-compilable';
import type { ResolveContext } from './resolve-context';
import { resolveWindow } from './resolve-window';

export function resolveBehavior(
  condition: CanonicalBehavior,
  pointer: string,
  context: ResolveContext,
): PlanNode | undefined {
  const { app, event, did, window, where } = condition;
  const selection: EventSelection = {
    app: app === ANY_APPLICATION ? undefined : app,
    event,
    window: resolveWindow(window, context.timeZone),
    where: where.map((filter, index) =>
      resolveFilter({ app, event }, filter, pointerTo(pointer, 'where', index), context),
    ),
  };
  const doers = resolveMeasure(condition, selection, pointer, context);
  return doers && (did ? doers : complementOf(doers));
}

function resolveMeasure(
  { app, event, measure, compare }: CanonicalBehavior,
  selection: EventSelection,
  pointer: string,
  { catalogue, diagnostics }: ResolveContext,
): PlanNode | undefined {
  switch (measure.fn) {
    case 'count':
      return countNode(selection, resolveCompare(compare, pointer), pointer);
    case 'sum': {
      const property = resolveMeasuredNumber({ app, event }, measure.property, catalogue);
      const aggregate = { fn: measure.fn, property, test: resolveCompare(compare, pointer) };
      return EventsNode(pointer, { ...selection, aggregate });
    }
    default:
      reportNotYetCompilable(diagnostics, pointerTo(pointer, 'measure', 'fn'), `The measure "${measure.fn}"`);
      return undefined;
  }
}

function resolveCompare(compare: CanonicalBehavior['compare'], pointer: string): NumberTest {
  const at = pointerTo(pointer, 'compare');
  const test =
    'value' in compare &&
    resolveNumberTest(compare.op, new OperandReader(compare.value, pointerTo(at, 'value')));
  if (!test) throw new UncheckedRuleError('no comparison with a number', at);
  return test;
}
