import { ANY_APPLICATION, findEvents, pointerTo, type BehaviorCondition } from '@muster/contracts';
import { complementOf } from '../tree/difference.node';
import { EventsNode } from '../tree/events.node';
import type { PlanNode } from '../tree/plan-node';
import { countNode } from './behavior/count-node';
import type { EventSelection } from './behavior/event-selection';
import { resolveMeasure, type ResolvedMeasure } from './behavior/resolve-measure';
import { resolveFilters } from './behavior/resolve-property';
import type { ResolveContext } from './resolve-context';
import { resolveWindow } from './resolve-window';

export function resolveBehavior(
  condition: BehaviorCondition,
  pointer: string,
  context: ResolveContext,
): PlanNode | undefined {
  const { app, event, did = true, window = { type: 'all' }, where = [] } = condition;
  if (findEvents(context.catalogue, app, event).length === 0) {
    return context.diagnostics.report(
      'rule.unknown-event',
      pointerTo(pointer, 'event'),
      `Declare the event "${event}" of application "${app}" in the catalogue, or name one that is declared.`,
    );
  }
  const filters = resolveFilters({ app, event }, where, pointer, context);
  const measure = resolveMeasure(condition, pointer, context);
  if (!filters || !measure) return undefined;
  const selection: EventSelection = {
    app: app === ANY_APPLICATION ? undefined : app,
    event,
    window: resolveWindow(window, context.timeZone),
    where: filters,
  };
  const doers = measureNode(selection, measure, pointer);
  return did ? doers : complementOf(doers);
}

function measureNode(selection: EventSelection, measure: ResolvedMeasure, pointer: string): PlanNode {
  switch (measure.fn) {
    case 'count':
      return countNode(selection, measure.test, pointer);
    case 'sum':
      return EventsNode(pointer, { ...selection, aggregate: measure });
  }
}
