import type { RuleCode } from './check/rule-codes';

/** How large a rule may be. Source: section "Limits" of the rule language; every limit has an error of its own. */
export interface RuleLimits {
  /** Conditions in a rule. */
  readonly conditions: number;
  /** Nodes on the longest path, the condition included. */
  readonly depth: number;
  /** Literal values in one list; a longer list is an import. */
  readonly values: number;
  /** Filters in one behaviour, or in all the steps of one sequence. */
  readonly filters: number;
  /** Characters of a regular expression. */
  readonly patternLength: number;
  /** Bytes of the rule as compact JSON in UTF-8. */
  readonly bytes: number;
  /** Problems that one check reports; the rest is summed up in a last one, so that a hostile rule gets no huge answer. */
  readonly problems: number;
}

export const defaultRuleLimits: RuleLimits = Object.freeze({
  conditions: 20,
  depth: 8,
  values: 10_000,
  filters: 100,
  patternLength: 1_000,
  // 10,000 values of 70 bytes: a list of as many UUIDs has 390 KiB. The body of a request may have 1 MiB.
  bytes: 768 * 1024,
  problems: 1_000,
});

/** The error of each limit. */
export const limitCodes = {
  conditions: 'rule.too-many-conditions',
  depth: 'rule.too-deep',
  values: 'rule.list-too-long',
  filters: 'rule.too-many-filters',
  patternLength: 'rule.regex-too-long',
  bytes: 'rule.too-large',
  problems: 'rule.too-many-problems',
} as const satisfies Record<keyof RuleLimits, RuleCode>;
