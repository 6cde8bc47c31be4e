import type { NumberTest } from '../value/number-test';
import type { PropertyTest } from '../value/property-test';
import type { EventWindow } from '../window/event-window';
import type { NodeBase } from './node-base';

/** What is computed over a user's events and tested; without it, one event is enough. */
export type EventAggregate =
  | { readonly fn: 'count'; readonly test: NumberTest }
  | { readonly fn: 'sum'; readonly property: PropertyTest; readonly test: NumberTest };

/** Users by the events that they have: at least one that passes the filters, or enough of them. Reads the events themselves. */
export interface EventsNode extends NodeBase<'events'> {
  /** One application; undefined for all of the organisation's. */
  readonly app: string | undefined;
  readonly event: string;
  readonly window: EventWindow;
  readonly where: readonly PropertyTest[];
  readonly aggregate: EventAggregate | undefined;
}

export const EventsNode = (pointer: string, node: Omit<EventsNode, 'kind' | 'pointer'>): EventsNode =>
  Object.freeze({ kind: 'events', pointer, ...node });
