import { pointerTo } from '../value/json-pointer';
import type { Condition } from './condition.schemas';
import type { Rule } from './rule.schema';

/** A condition and where it stands in its rule. */
export interface PlacedCondition {
  /** JSON pointer (RFC 6901) of the condition. */
  readonly pointer: string;
  readonly condition: Condition;
}

/** Every condition of a checked rule, in the order of the rule. */
export function conditionsOf(rule: Rule, pointer = ''): PlacedCondition[] {
  if ('kind' in rule) {
    return [{ pointer, condition: rule }];
  }
  switch (rule.op) {
    case 'intersect':
    case 'union':
      return conditionsOfAll(rule.of, pointerTo(pointer, 'of'));
    case 'difference':
      return [
        ...conditionsOf(rule.keep, pointerTo(pointer, 'keep')),
        ...conditionsOfAll(rule.remove, pointerTo(pointer, 'remove')),
      ];
    case 'not':
      return conditionsOf(rule.of, pointerTo(pointer, 'of'));
  }
}

function conditionsOfAll(rules: readonly Rule[], pointer: string): PlacedCondition[] {
  return rules.flatMap((rule, index) => conditionsOf(rule, pointerTo(pointer, index)));
}
