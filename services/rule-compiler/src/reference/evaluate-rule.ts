import type { CanonicalRule } from '@muster/contracts';
import { evaluateCondition } from './evaluate-condition';
import type { Evaluation } from './evaluation';

/**
 * The known users that a rule selects: what the language means, slow and obvious, written from its description and sharing
 * nothing with the compiler but the contracts. The oracle for the compiler's plans.
 */
export function evaluateRule(rule: CanonicalRule, evaluation: Evaluation): Set<number> {
  const users = evaluation.data.users.map(({ uid }) => uid);
  return new Set(users.filter((uid) => isMember(rule, uid, evaluation)));
}

function isMember(rule: CanonicalRule, uid: number, evaluation: Evaluation): boolean {
  if ('kind' in rule) return evaluateCondition(rule, uid, evaluation);
  const holds = (operand: CanonicalRule): boolean => isMember(operand, uid, evaluation);
  switch (rule.op) {
    case 'intersect':
      return rule.of.every(holds);
    case 'union':
      return rule.of.some(holds);
    case 'difference':
      return holds(rule.keep) && !rule.remove.some(holds);
    case 'not':
      return !holds(rule.of);
  }
}
