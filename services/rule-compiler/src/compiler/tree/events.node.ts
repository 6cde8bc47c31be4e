import type { PropertyTest } from '../value/property-test';
import type { EventWindow } from '../window/event-window';
import type { EventAggregate } from './event-aggregate';
import type { NodeBase } from './node-base';

/** Users by the events that they have: at least one that passes the filters, or enough of them. Reads the events themselves. */
export interface EventsNode extends NodeBase<'events'> {
  /** One application; undefined for all of the organisation's. */
  readonly app: string | undefined;
  readonly event: string;
  readonly window: EventWindow;
  readonly where: readonly PropertyTest[];
  /** Without it, one event is enough. */
  readonly aggregate: EventAggregate | undefined;
}

export const EventsNode = (pointer: string, node: Omit<EventsNode, 'kind' | 'pointer'>): EventsNode =>
  Object.freeze({ kind: 'events', pointer, ...node });
