import { PLAN_VERSION, type Catalogue, type Diagnostic, type Plan, type Rule } from '@muster/contracts';
import { Diagnostics } from './diagnostics';
import { labelStage } from './label-stage';
import { lowerPlan } from './lower/lower-plan';
import { guardKnownUsers } from './passes/guard-known-users.pass';
import { guardOrganisation } from './passes/guard-organisation.pass';
import { orderCheapFirst } from './passes/order-cheap-first.pass';
import { stageWithMasks } from './passes/stage-with-masks.pass';
import { renderStatement } from './render/render-statement';
import { PlanInputs } from './resolve/plan-inputs';
import { resolveRule } from './resolve/resolve-rule';

export interface RuleToCompile {
  /** In canonical form, so that equal rules give equal plans. */
  readonly rule: Rule;
  readonly ruleHash: string;
  readonly catalogue: Catalogue;
  /** IANA name of the zone of the organisation's local days. */
  readonly timeZone: string;
}

export type Compilation =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Compiles a rule into a plan, or says everything that is in the way. Pure: equal input gives equal output. */
export function compileRule({ rule, ruleHash, catalogue, timeZone }: RuleToCompile): Compilation {
  const diagnostics = new Diagnostics();
  const inputs = new PlanInputs();
  const tree = resolveRule(rule, '', { catalogue, timeZone, diagnostics, inputs });
  if (tree === undefined) return { ok: false, diagnostics: diagnostics.all() };

  const staged = stageWithMasks(orderCheapFirst(guardKnownUsers(tree)));
  const statement = renderStatement(guardOrganisation(lowerPlan(staged)));
  return {
    ok: true,
    plan: {
      version: PLAN_VERSION,
      ruleHash,
      inputs: inputs.all(),
      stages: staged.stages.map(labelStage),
      ...statement,
    },
  };
}
