import type { Predicate } from './predicate';

/** A test of one property of an event. */
export interface PropertyTest {
  readonly property: string;
  /** Applications that declare the event without this property: their events have no value of it. */
  readonly undeclaredIn: readonly string[];
  readonly test: Predicate;
}
