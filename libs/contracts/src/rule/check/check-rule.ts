import type { Catalogue } from '../../catalogue/catalogue';
import type { Diagnostic } from '../../events/common';
import { canonicalRule } from '../canonical/canonical-rule';
import type { CanonicalRule } from '../canonical/canonical-types';
import { defaultRuleLimits, type RuleLimits } from '../limits';
import { ruleSchema, type Rule } from '../rule.schema';
import { CheckContext, type IsValidRegex } from './check-context';
import { checkNode } from './check-node';
import { isWalkable } from './check-shape';

export interface CheckRuleOptions {
  /** Limits that differ from the language's. */
  readonly limits?: Partial<RuleLimits>;
  /**
   * Whether a pattern of `matches` is RE2 syntax that the engine takes. This package holds no regular expression engine: whoever
   * accepts rules passes `isValidRegex` of the platform. Without it patterns are checked for their length only.
   */
  readonly isValidRegex?: IsValidRegex;
}

/** The rule and its canonical form, or everything that is wrong with it. */
export type RuleCheck =
  | { readonly ok: true; readonly rule: Rule; readonly canonical: CanonicalRule }
  | { readonly ok: false; readonly errors: Diagnostic[] };

/**
 * Checks a rule completely, against the language and against what the organisation has declared. Accepts any JSON value, however
 * hostile. Every problem is returned at once, with a JSON pointer into `input`. Whether the audiences of the rule may be
 * used is left to the caller (see `audienceReferences`).
 */
export function checkRule(input: unknown, catalogue: Catalogue, options: CheckRuleOptions = {}): RuleCheck {
  const limits = { ...defaultRuleLimits, ...options.limits };
  const context = new CheckContext(catalogue, limits, options.isValidRegex ?? (() => true));
  if (isWalkable(context, input)) {
    checkNode(context, input, '', 1);
    limitConditions(context);
  }
  const errors = context.problems();
  if (errors.length > 0) {
    return { ok: false, errors };
  }
  // The checks are stricter than the schema, which gives the type; a rule that only the schema refuses is a bug, and throws.
  const rule = ruleSchema.parse(input);
  return { ok: true, rule, canonical: canonicalRule(rule, catalogue) };
}

function limitConditions(context: CheckContext): void {
  const limit = context.limits.conditions;
  if (context.conditions > limit) {
    const message = `Use at most ${limit} conditions, not ${context.conditions}.`;
    context.report('rule.too-many-conditions', '', message);
  }
}
