import type { NumberOperator } from '@muster/contracts';

/** A comparison of an exact number with the numbers of a rule. */
export interface NumberTest {
  readonly op: NumberOperator;
  /** Canonical decimal texts: one, two for `between` (both included), any number for `in` and `notIn`. */
  readonly values: readonly string[];
}
