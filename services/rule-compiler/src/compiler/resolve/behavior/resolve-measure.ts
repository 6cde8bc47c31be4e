import { pointerTo, type CanonicalBehavior, type Compare } from '@muster/contracts';
import type { EventAggregate, TimeAggregate } from '../../tree/event-aggregate';
import { EventsNode } from '../../tree/events.node';
import type { PlanNode } from '../../tree/plan-node';
import { UncheckedRuleError } from '../../unchecked-rule.error';
import type { NumberTest } from '../../value/number-test';
import { OperandReader } from '../comparison/operand';
import { resolveNumberTest } from '../comparison/resolve-number';
import type { ResolveContext } from '../resolve-context';
import { resolveWindow } from '../resolve-window';
import { countNode } from './count-node';
import type { EventSelection } from './event-selection';
import { resolveMeasured } from './resolve-property';

/** Users by what their selected events measure. */
export function resolveMeasure(
  condition: CanonicalBehavior,
  selection: EventSelection,
  pointer: string,
  context: ResolveContext,
): PlanNode {
  const aggregate = resolveAggregate(condition, pointer, context);
  switch (aggregate.fn) {
    case 'count':
    case 'days':
    case 'distinct':
      return countNode(selection, aggregate, pointer);
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'p25':
    case 'p50':
    case 'p75':
    case 'firstTime':
    case 'lastTime':
      return EventsNode(pointer, { ...selection, aggregate });
  }
}

/** What a behaviour computes over a user's events, and what it compares that with. */
export function resolveAggregate(
  { app, event, measure, compare }: CanonicalBehavior,
  pointer: string,
  { catalogue, timeZone }: ResolveContext,
): EventAggregate {
  const compareAt = pointerTo(pointer, 'compare');
  if ('property' in measure) {
    const propertyAt = pointerTo(pointer, 'measure', 'property');
    const property = resolveMeasured({ app, event }, measure.property, propertyAt, catalogue);
    return { fn: measure.fn, property, test: numberTest(compare, compareAt) };
  }
  const { fn } = measure;
  return fn === 'firstTime' || fn === 'lastTime'
    ? { fn, ...timeTest(compare, compareAt, timeZone) }
    : { fn, test: numberTest(compare, compareAt) };
}

function numberTest(compare: Compare, pointer: string): NumberTest {
  if (!('value' in compare)) throw new UncheckedRuleError('no comparison with a number', pointer);
  return resolveNumberTest(compare.op, new OperandReader(compare.value, pointerTo(pointer, 'value')));
}

function timeTest(
  compare: Compare,
  pointer: string,
  timeZone: string,
): Pick<TimeAggregate, 'window' | 'outside'> {
  if (!('window' in compare)) throw new UncheckedRuleError('no comparison with a window', pointer);
  return { window: resolveWindow(compare.window, timeZone), outside: compare.op === 'notIn' };
}
