import type { EventsNode } from '../../tree/events.node';
import { EventDaysNode } from '../../tree/event-days.node';
import { EventsNode as Events } from '../../tree/events.node';
import type { PlanNode } from '../../tree/plan-node';
import { UnionNode } from '../../tree/union.node';

/** The events that a behaviour looks at. */
export type EventSelection = Pick<EventsNode, 'app' | 'event' | 'window' | 'where'>;

/**
 * Users with at least one selected event. Without filters, complete days come from the daily bitmaps and only today's events
 * are read one by one: `all` then costs as little as a window that excludes today.
 */
export function existsNode(selection: EventSelection, pointer: string): PlanNode {
  const { app, event, window, where } = selection;
  if (where.length > 0 || window.since !== undefined) {
    return Events(pointer, { ...selection, aggregate: undefined });
  }
  const before = EventDaysNode(pointer, app, event, { ...window, today: 'excluded' });
  if (window.today === 'excluded') return before;
  const today = Events(pointer, { ...selection, window: { ...window, today: 'only' }, aggregate: undefined });
  return UnionNode(pointer, [before, today]);
}
