import type { NumberTest } from '../value/number-test';
import type { PropertyTest } from '../value/property-test';
import type { PresentPredicate } from '../value/predicate';
import type { EventWindow } from '../window/event-window';

/** A property of an event that is measured: only events that have a value of its type are looked at. */
export interface MeasuredProperty extends PropertyTest {
  readonly test: PresentPredicate;
}

/** A number of things, which is 0 for users without events: of events, of local days, or of different values of a property. */
export type CountAggregate =
  | { readonly fn: 'count' | 'days'; readonly test: NumberTest }
  | { readonly fn: 'distinct'; readonly property: MeasuredProperty; readonly test: NumberTest };

/** An exact number made of the numbers of a property. Users without such numbers have none, and pass no test. */
export interface NumberAggregate {
  readonly fn: 'sum' | 'avg' | 'min' | 'max' | 'p25' | 'p50' | 'p75';
  readonly property: MeasuredProperty;
  readonly test: NumberTest;
}

/** The first or last event lies in a window, or outside of it. Users without events have neither. */
export interface TimeAggregate {
  readonly fn: 'firstTime' | 'lastTime';
  readonly window: EventWindow;
  readonly outside: boolean;
}

/** What is computed over all of a user's selected events and tested. */
export type EventAggregate = CountAggregate | NumberAggregate | TimeAggregate;
