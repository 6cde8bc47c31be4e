import { findTag, pointerTo, type TagCondition, type TagDefinition, type TagMatch } from '@muster/contracts';
import { TagNode } from '../tree/tag.node';
import type { Predicate } from '../value/predicate';
import { businessDate, fixedDay } from '../window/day';
import { resolveNumberTest } from './comparison/resolve-number';
import type { ResolveContext } from './resolve-context';

export function resolveTag(
  { tag, match, asOf }: TagCondition,
  pointer: string,
  { catalogue, diagnostics }: ResolveContext,
): TagNode | undefined {
  const definition = findTag(catalogue, tag);
  if (definition === undefined) {
    return diagnostics.report(
      'rule.unknown-tag',
      pointerTo(pointer, 'tag'),
      `Declare the tag "${tag}" in the catalogue, or name one that is declared.`,
    );
  }
  const test = resolveMatch(match, definition);
  if (typeof test === 'object') {
    return TagNode(pointer, tag, asOf === undefined ? businessDate : fixedDay(asOf), test);
  }
  if (test === 'unknown-operator') {
    return diagnostics.report(
      'rule.operator-not-for-type',
      pointerTo(pointer, 'match', 'op'),
      `A ${definition.kind} tag has no operator "${match.op}".`,
    );
  }
  return diagnostics.report(
    'rule.value-type',
    pointerTo(pointer, 'match', 'value'),
    `"${match.op}" cannot take this value; give ${match.op === 'between' ? 'two numbers' : 'a number'}.`,
  );
}

/** Values of a flag are `true`, of a category its texts, of a number tag numbers; any other value counts as missing. */
function resolveMatch(
  match: TagMatch,
  definition: TagDefinition,
): Predicate | 'unknown-operator' | 'unsuitable-operand' {
  switch (definition.kind) {
    case 'flag':
      return match.op === 'has' ? { kind: 'boolean', is: true } : 'unknown-operator';
    case 'category':
      return match.op === 'in' || match.op === 'notIn'
        ? { kind: 'text', op: 'in', values: match.values, ignoreCase: false, negated: match.op === 'notIn' }
        : 'unknown-operator';
    case 'number': {
      if (!('value' in match)) return 'unknown-operator';
      const test = resolveNumberTest(match.op, match.value);
      return typeof test === 'string' ? test : { kind: 'number', test };
    }
  }
}
