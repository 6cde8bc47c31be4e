import type { EventWindow } from '../window/event-window';
import type { NodeBase } from './node-base';

/** Users with at least one event on whole days of the past: the OR of daily bitmaps, twenty times smaller than the events. */
export interface EventDaysNode extends NodeBase<'event-days'> {
  /** One application; undefined for all of the organisation's. */
  readonly app: string | undefined;
  readonly event: string;
  readonly window: EventWindow;
}

export const EventDaysNode = (
  pointer: string,
  app: string | undefined,
  event: string,
  window: EventWindow,
): EventDaysNode => Object.freeze({ kind: 'event-days', pointer, app, event, window });
