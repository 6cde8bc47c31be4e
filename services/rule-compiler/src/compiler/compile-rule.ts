import { PLAN_VERSION, type Diagnostic, type Plan } from '@muster/contracts';
import { lowerPlan } from './lower/lower-plan';
import type { Statement } from './lower/statement';
import { guardOrganisation } from './passes/guard-organisation.pass';
import { planRule, type RuleToCompile } from './plan-rule';
import { renderPlan } from './render/render-plan';

export type { RuleToCompile } from './plan-rule';

export type Compilation =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Compiles a rule into a plan, or says everything that is in the way. Pure. Pointers are into the canonical form of the rule,
 * and rules of equal canonical form have equal plans.
 * @param narrow a last pass, for a statement that looks at fewer users than a span.
 */
export function compileRule(
  rule: RuleToCompile,
  narrow: (statement: Statement) => Statement = (statement) => statement,
): Compilation {
  const planning = planRule(rule);
  if (!planning.ok) return planning;
  const { ruleHash, inputs, staged } = planning;
  const rendered = renderPlan(narrow(guardOrganisation(lowerPlan(staged))));
  return {
    ok: true,
    plan: {
      version: PLAN_VERSION,
      ruleHash,
      inputs: [...inputs],
      ...rendered,
    },
  };
}
