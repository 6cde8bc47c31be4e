import type { ValueType } from '@muster/contracts';
import type { Instant } from '../window/instant';
import type { NumberTest } from './number-test';

/** There is a value of this type. */
export interface PresentPredicate {
  readonly kind: 'present';
  readonly type: ValueType;
}

/** There is no value of this type. Only for properties: users without an attribute are a complement. */
export interface AbsentPredicate {
  readonly kind: 'absent';
  readonly type: ValueType;
}

export interface TextPredicate {
  readonly kind: 'text';
  readonly op: 'in' | 'contains' | 'startsWith' | 'endsWith' | 'matches';
  /** One text; any number for `in`. */
  readonly values: readonly string[];
  readonly ignoreCase: boolean;
  readonly negated: boolean;
}

export interface NumberPredicate {
  readonly kind: 'number';
  readonly test: NumberTest;
}

export interface BooleanPredicate {
  readonly kind: 'boolean';
  readonly is: boolean;
}

export interface TimeBound {
  readonly instant: Instant;
  readonly inclusive: boolean;
}

/** The value lies between two bounds, or, negated, outside of them. */
export interface TimePredicate {
  readonly kind: 'time';
  readonly from: TimeBound | undefined;
  readonly to: TimeBound | undefined;
  readonly negated: boolean;
}

export interface ListPredicate {
  readonly kind: 'list';
  readonly op: 'containsAny' | 'containsAll' | 'isEmpty';
  readonly values: readonly string[];
  readonly negated: boolean;
}

/**
 * A test of a value of one type. Except `absent`, every predicate is false where there is no value, negated ones too:
 * a missing value satisfies no comparison.
 */
export type Predicate =
  | PresentPredicate
  | AbsentPredicate
  | TextPredicate
  | NumberPredicate
  | BooleanPredicate
  | TimePredicate
  | ListPredicate;
