import { ANY_APPLICATION, pointerTo, type CanonicalBehavior } from '@muster/contracts';
import { complementOf } from '../tree/difference.node';
import type { PlanNode } from '../tree/plan-node';
import type { EventSelection } from './behavior/event-selection';
import { resolveMeasure } from './behavior/resolve-measure';
import { resolveFilter } from './behavior/resolve-property';
import type { ResolveContext } from './resolve-context';
import { resolveWindow } from './resolve-window';

export function resolveBehavior(
  condition: CanonicalBehavior,
  pointer: string,
  context: ResolveContext,
): PlanNode {
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
  return did ? doers : complementOf(doers);
}
