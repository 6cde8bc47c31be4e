import { pointerTo } from '../value/json-pointer';
import { conditionsOf } from './conditions-of';
import type { Rule } from './rule.schema';

/** An audience that a rule reads. */
export interface AudienceReference {
  /** JSON pointer of the id in the rule. */
  readonly pointer: string;
  /** In lower case. */
  readonly audienceId: string;
  /** Which of its results: `latest`, `sameDay` or a business date. */
  readonly at: string;
}

/** Every audience that a checked rule reads, in the order of the rule; one that is named twice is listed twice. */
export function audienceReferences(rule: Rule): AudienceReference[] {
  return conditionsOf(rule).flatMap(({ pointer, condition }) => {
    if (condition.kind !== 'audience') {
      return [];
    }
    const { audienceId, at = 'latest' } = condition;
    return { pointer: pointerTo(pointer, 'audienceId'), audienceId: audienceId.toLowerCase(), at };
  });
}
