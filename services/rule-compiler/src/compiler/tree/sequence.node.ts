import type { Duration } from '@muster/contracts';
import type { PropertyTest } from '../value/property-test';
import type { EventWindow } from '../window/event-window';
import type { NodeBase } from './node-base';

/** Events of one name that pass all filters. */
export interface EventTest {
  readonly event: string;
  readonly where: readonly PropertyTest[];
}

/** A step that must happen, and what must not happen after it: before the next one or, after the last, until the time is over. */
export interface SequenceStep {
  readonly match: EventTest;
  readonly absent: readonly EventTest[];
}

/** Users with some choice of events, one for each step and each later than the one before, within an elapsed time. */
export interface SequenceNode extends NodeBase<'sequence'> {
  /** One application; undefined for all of the organisation's. */
  readonly app: string | undefined;
  readonly steps: readonly SequenceStep[];
  /** From the first step on, its end included. */
  readonly within: Duration;
  /** Where the events of the steps lie. */
  readonly window: EventWindow;
}

export const SequenceNode = (pointer: string, node: Omit<SequenceNode, 'kind' | 'pointer'>): SequenceNode =>
  Object.freeze({ kind: 'sequence', pointer, ...node });
