import type { Catalogue } from '../../catalogue/catalogue';
import type { Rule } from '../rule.schema';
import { canonicalCondition } from './canonical-condition';
import { sortedUnique } from './canonical-order';
import type { CanonicalRule } from './canonical-types';

/**
 * The canonical form of a checked rule: rules that mean the same after normalising have the same one. Idempotent. The catalogue
 * (or its slice) tells numbers from strings: `"200.00"` is the number 200 on a number, and a text of its own on a string.
 *
 * Stays as it is: what only a proof could show to be equal (double negation, `in` with one value against `eq`).
 */
export function canonicalRule(rule: Rule, catalogue: Catalogue): CanonicalRule {
  if ('kind' in rule) {
    return canonicalCondition(rule, catalogue);
  }
  switch (rule.op) {
    case 'intersect':
    case 'union':
      return group(rule.op, canonicalAll(rule.of, catalogue));
    case 'difference':
      return difference(canonicalRule(rule.keep, catalogue), canonicalAll(rule.remove, catalogue));
    case 'not':
      return { op: 'not', of: canonicalRule(rule.of, catalogue) };
  }
}

function canonicalAll(rules: readonly Rule[], catalogue: Catalogue): CanonicalRule[] {
  return rules.map((rule) => canonicalRule(rule, catalogue));
}

function group(op: 'intersect' | 'union', operands: readonly CanonicalRule[]): CanonicalRule {
  const of = sortedUnique(operands.flatMap((operand) => operandsOf(op, operand)));
  const [only] = of;
  return only !== undefined && of.length === 1 ? only : { op, of };
}

/** What is removed is removed together, like a union; removing from a difference removes from what that one keeps. */
function difference(keep: CanonicalRule, remove: readonly CanonicalRule[]): CanonicalRule {
  const removed = remove.flatMap((operand) => operandsOf('union', operand));
  return isSetExpression(keep) && keep.op === 'difference'
    ? { op: 'difference', keep: keep.keep, remove: sortedUnique([...keep.remove, ...removed]) }
    : { op: 'difference', keep, remove: sortedUnique(removed) };
}

/** The operands of a group of the same operator, which dissolves in its parent, or the node itself. */
function operandsOf(op: 'intersect' | 'union', node: CanonicalRule): CanonicalRule[] {
  return isSetExpression(node) && node.op === op ? node.of : [node];
}

type SetNode = Exclude<CanonicalRule, { kind: string }>;

function isSetExpression(node: CanonicalRule): node is SetNode {
  return !('kind' in node);
}
