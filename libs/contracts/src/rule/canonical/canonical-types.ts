import type {
  AttributeCondition,
  AudienceCondition,
  BehaviorCondition,
  Compare,
  Measure,
  SequenceCondition,
  SequenceStep,
  TagCondition,
} from '../condition.schemas';
import type { PropertyFilter } from '../predicate.schema';
import type { Window } from '../window.schema';

/** A behaviour with every default filled in. */
export interface CanonicalBehavior extends BehaviorCondition {
  did: boolean;
  window: Window;
  where: PropertyFilter[];
  measure: Measure;
  compare: Compare;
}

export interface CanonicalAudience extends AudienceCondition {
  at: string;
}

export interface CanonicalStep extends SequenceStep {
  not: boolean;
  where: PropertyFilter[];
}

export interface CanonicalSequence extends SequenceCondition {
  steps: CanonicalStep[];
  window: Window;
}

export type CanonicalCondition =
  TagCondition | CanonicalAudience | CanonicalBehavior | AttributeCondition | CanonicalSequence;

/**
 * A rule in canonical form: groups flat, with two operands or more, sorted and without duplicates; defaults filled in; numbers as
 * decimal texts (`"200"`), instants in UTC. It is a `Rule` too.
 */
export type CanonicalRule =
  | CanonicalCondition
  | { op: 'intersect' | 'union'; of: CanonicalRule[] }
  | { op: 'difference'; keep: CanonicalRule; remove: CanonicalRule[] }
  | { op: 'not'; of: CanonicalRule };
