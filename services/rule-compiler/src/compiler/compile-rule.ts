import {
  checkRule,
  PLAN_VERSION,
  ruleHash,
  type Catalogue,
  type Diagnostic,
  type Plan,
  type Rule,
} from '@muster/contracts';
import { Diagnostics } from './diagnostics';
import { labelStage } from './label-stage';
import { lowerPlan } from './lower/lower-plan';
import type { Statement } from './lower/statement';
import { guardKnownUsers } from './passes/guard-known-users.pass';
import { guardOrganisation } from './passes/guard-organisation.pass';
import { orderCheapFirst } from './passes/order-cheap-first.pass';
import { stageWithMasks } from './passes/stage-with-masks.pass';
import { renderStatement } from './render/render-statement';
import { PlanInputs } from './resolve/plan-inputs';
import { resolveRule } from './resolve/resolve-rule';

export interface RuleToCompile {
  readonly rule: Rule;
  /** Everything that the rule names, at least. */
  readonly catalogue: Catalogue;
  /** IANA name of the zone of the organisation's local days. */
  readonly timeZone: string;
}

export type Compilation =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** How long a rule may be is decided where it is accepted, and configured there. */
const unlimited = {
  conditions: Infinity,
  depth: Infinity,
  values: Infinity,
  filters: Infinity,
  patternLength: Infinity,
  bytes: Infinity,
};

/**
 * Compiles a rule into a plan, or says everything that is in the way. Pure. Pointers are into the canonical form of the rule,
 * and rules of equal canonical form have equal plans.
 * @param narrow a last pass, for a statement that looks at fewer users than a shard.
 */
export function compileRule(
  { rule, catalogue, timeZone }: RuleToCompile,
  narrow: (statement: Statement) => Statement = (statement) => statement,
): Compilation {
  const check = checkRule(rule, catalogue, { limits: unlimited });
  if (!check.ok) return { ok: false, diagnostics: check.errors };

  const diagnostics = new Diagnostics();
  const inputs = new PlanInputs();
  const tree = resolveRule(check.canonical, '', { catalogue, timeZone, diagnostics, inputs });
  if (!tree) return { ok: false, diagnostics: diagnostics.all() };

  const staged = stageWithMasks(orderCheapFirst(guardKnownUsers(tree)));
  const statement = renderStatement(narrow(guardOrganisation(lowerPlan(staged))));
  return {
    ok: true,
    plan: {
      version: PLAN_VERSION,
      ruleHash: ruleHash(check.canonical),
      inputs: inputs.all(),
      stages: staged.stages.map(labelStage),
      ...statement,
    },
  };
}
