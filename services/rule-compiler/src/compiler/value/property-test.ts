import type { Predicate } from './predicate';

/** A test of one property of an event. */
export interface PropertyTest {
  readonly property: string;
  /**
   * Applications that declare the property; events of others have no value of it. Undefined when all events that are looked at
   * are of one application, which does.
   */
  readonly declaredIn: readonly string[] | undefined;
  readonly test: Predicate;
}
