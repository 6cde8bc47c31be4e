import { findTag, pointerTo, type TagCondition, type TagMatch } from '@muster/contracts';
import { TagNode } from '../tree/tag.node';
import { UncheckedRuleError } from '../unchecked-rule.error';
import type { Predicate } from '../value/predicate';
import { businessDate, fixedDay } from '../window/day';
import { OperandReader } from './comparison/operand';
import { resolveNumberTest } from './comparison/resolve-number';
import type { ResolveContext } from './resolve-context';

export function resolveTag(
  { tag, match, asOf }: TagCondition,
  pointer: string,
  { catalogue }: ResolveContext,
): TagNode {
  if (!findTag(catalogue, tag)) throw new UncheckedRuleError('an unknown tag', pointerTo(pointer, 'tag'));
  const on = asOf === undefined ? businessDate : fixedDay(asOf);
  return TagNode(pointer, tag, on, resolveMatch(match, pointerTo(pointer, 'match')));
}

/** Flags are `true`, categories texts and number tags numbers; a value of another type counts as missing. */
function resolveMatch(match: TagMatch, pointer: string): Predicate {
  switch (match.op) {
    case 'has':
      return { kind: 'boolean', is: true };
    case 'in':
    case 'notIn':
      return {
        kind: 'text',
        op: 'in',
        values: match.values,
        ignoreCase: false,
        negated: match.op === 'notIn',
      };
    case 'eq':
    case 'ne':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'between': {
      const operand = new OperandReader(match.value, pointerTo(pointer, 'value'));
      return { kind: 'number', test: resolveNumberTest(match.op, operand) };
    }
  }
}
