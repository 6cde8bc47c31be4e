import type { Condition, Rule } from '@muster/contracts';

/** A query of its own for every condition, of users that may come more than once. */
export type ConditionQuery = (condition: Condition) => string;

/** Joins one query per condition by the engine's set operations. */
export function setQuery(rule: Rule, query: ConditionQuery): string {
  if ('kind' in rule) return query(rule);
  switch (rule.op) {
    case 'intersect':
      return joined(rule.of, 'INTERSECT DISTINCT', query);
    case 'union':
      return joined(rule.of, 'UNION DISTINCT', query);
    case 'difference':
      return `${bracketed(rule.keep, query)} EXCEPT DISTINCT (${joined(rule.remove, 'UNION DISTINCT', query)})`;
    case 'not':
      throw new Error('no rule of the benchmark has a complement so far');
  }
}

function joined(rules: readonly Rule[], operation: string, query: ConditionQuery): string {
  return rules.map((rule) => bracketed(rule, query)).join(` ${operation} `);
}

function bracketed(rule: Rule, query: ConditionQuery): string {
  return `(${setQuery(rule, query)})`;
}
