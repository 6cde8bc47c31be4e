import type { Catalogue } from '../../catalogue/catalogue';
import { findAttributeType, findEvents } from '../../catalogue/lookup';
import type {
  BehaviorCondition,
  Compare,
  Condition,
  SequenceCondition,
  TagCondition,
  TagMatch,
} from '../condition.schemas';
import { operandShape } from '../operand-shapes';
import { dayUnit, type Window } from '../window.schema';
import { canonicalComparison, canonicalFilters } from './canonical-comparison';
import { canonicalNumber, canonicalOperand, unchecked } from './canonical-literal';
import { sortedUnique } from './canonical-order';
import type { CanonicalBehavior, CanonicalCondition, CanonicalSequence } from './canonical-types';

/** The canonical form of a checked condition. */
export function canonicalCondition(condition: Condition, catalogue: Catalogue): CanonicalCondition {
  switch (condition.kind) {
    case 'tag':
      return canonicalTag(condition);
    case 'audience':
      return { ...condition, audienceId: condition.audienceId.toLowerCase(), at: condition.at ?? 'latest' };
    case 'attribute': {
      const { kind, attribute } = condition;
      const type = findAttributeType(catalogue, attribute) ?? unchecked();
      return { kind, attribute, ...canonicalComparison(condition, type) };
    }
    case 'behavior':
      return canonicalBehavior(condition, catalogue);
    case 'sequence':
      return canonicalSequence(condition, catalogue);
  }
}

function canonicalTag({ match, ...tag }: TagCondition): TagCondition {
  return { ...tag, match: canonicalMatch(match) };
}

function canonicalMatch(match: TagMatch): TagMatch {
  switch (match.op) {
    case 'has':
      return match;
    case 'in':
    case 'notIn':
      return { op: match.op, values: sortedUnique(match.values) };
    case 'between':
      return { op: match.op, value: match.value.map(canonicalNumber) };
    case 'eq':
    case 'ne':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { op: match.op, value: canonicalNumber(match.value) };
  }
}

function canonicalBehavior(condition: BehaviorCondition, catalogue: Catalogue): CanonicalBehavior {
  const { kind, app, event, did = true, window, where = [], measure = { fn: 'count' }, compare } = condition;
  return {
    kind,
    app,
    event,
    did,
    window: canonicalWindow(window),
    where: canonicalFilters(where, findEvents(catalogue, app, event)),
    measure,
    compare: canonicalCompare(compare),
  };
}

function canonicalCompare(compare: Compare = { op: 'gte', value: 1 }): Compare {
  if ('window' in compare) {
    return { op: compare.op, window: canonicalWindow(compare.window) };
  }
  const shape = operandShape('number', compare.op) ?? unchecked();
  if (shape === 'none') {
    return unchecked();
  }
  const value = canonicalOperand(shape, compare.value);
  return typeof value === 'string' || Array.isArray(value) ? { op: compare.op, value } : unchecked();
}

function canonicalWindow(window: Window = { type: 'all' }): Window {
  switch (window.type) {
    case 'last':
      // Hours and minutes end at the as-of instant anyway: there the language has no such field.
      return dayUnit.safeParse(window.unit).success
        ? { ...window, includeToday: window.includeToday ?? false }
        : window;
    case 'between':
    case 'since':
    case 'all':
      return window;
  }
}

function canonicalSequence(condition: SequenceCondition, catalogue: Catalogue): CanonicalSequence {
  const { kind, app, steps, within, window } = condition;
  return {
    kind,
    app,
    steps: steps.map(({ event, not = false, where = [] }) => ({
      event,
      not,
      where: canonicalFilters(where, findEvents(catalogue, app, event)),
    })),
    within,
    window: canonicalWindow(window),
  };
}
