import {
  canonicalRule,
  conditionsOf,
  planStatement,
  type ConditionPlan,
  type Diagnostic,
  type PlacedCondition,
} from '@muster/contracts';
import { compileRule, type RuleToCompile } from '../compiler/compile-rule';
import { Diagnostics } from '../compiler/diagnostics';
import { PlanInputs } from '../compiler/resolve/plan-inputs';
import { compileEvidence } from './evidence/compile-evidence';
import { narrowToUser } from './narrow-to-user.pass';

export type ConditionPlans =
  | { readonly ok: true; readonly conditions: ConditionPlan[] }
  | { readonly ok: false; readonly diagnostics: Diagnostic[] };

/** Compiles every condition of a rule by itself, for one user; pointers are into the rule as it is given. Pure. */
export function compileConditions(rule: RuleToCompile): ConditionPlans {
  const conditions: ConditionPlan[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const placed of conditionsOf(rule.rule)) {
    const compiled = compileCondition(placed, rule);
    if (Array.isArray(compiled)) diagnostics.push(...compiled);
    else conditions.push(compiled);
  }
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, conditions };
}

function compileCondition(
  { pointer, condition }: PlacedCondition,
  { catalogue, timeZone, isValidRegex }: RuleToCompile,
): ConditionPlan | Diagnostic[] {
  const compilation = compileRule({ rule: condition, catalogue, timeZone, isValidRegex }, narrowToUser);
  if (!compilation.ok) {
    return compilation.diagnostics.map((found) => ({ ...found, pointer: `${pointer}${found.pointer}` }));
  }
  const { plan } = compilation;
  const { parameters, inputs } = plan;
  const canonical = canonicalRule(condition, catalogue);
  if (!('kind' in canonical)) throw new Error(`the condition at "${pointer}" became a group`);
  // What the condition says has been resolved without a complaint above; its inputs are the plan's.
  const context = { catalogue, timeZone, diagnostics: new Diagnostics(), inputs: new PlanInputs() };
  return {
    pointer,
    inputs,
    membership: { statement: planStatement(plan), parameters },
    evidence: compileEvidence(canonical, pointer, context),
  };
}
