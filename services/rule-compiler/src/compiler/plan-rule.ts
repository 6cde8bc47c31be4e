import {
  checkRule,
  ruleHash,
  type Catalogue,
  type Diagnostic,
  type IsValidRegex,
  type PlanInput,
  type Rule,
} from '@muster/contracts';
import { Diagnostics } from './diagnostics';
import { boundSequences } from './passes/bound-sequences.pass';
import { guardKnownUsers } from './passes/guard-known-users.pass';
import { orderCheapFirst } from './passes/order-cheap-first.pass';
import { stageWithMasks } from './passes/stage-with-masks.pass';
import type { StagedPlan } from './passes/staged-plan';
import { PlanInputs } from './resolve/plan-inputs';
import { resolveRule } from './resolve/resolve-rule';
import type { PlanNode } from './tree/plan-node';

export interface RuleToCompile {
  readonly rule: Rule;
  /** Everything that the rule names, at least. */
  readonly catalogue: Catalogue;
  /** IANA name of the zone of the organisation's local days. */
  readonly timeZone: string;
  /** Whether the engine takes a pattern of `matches`. */
  readonly isValidRegex: IsValidRegex;
}

/** What a rule means and how it is computed, as plain data and before a table is named. */
export interface PlannedRule {
  readonly ruleHash: string;
  readonly inputs: readonly PlanInput[];
  /** The resolved rule. */
  readonly tree: PlanNode;
  readonly staged: StagedPlan;
}

export type Planning =
  ({ readonly ok: true } & PlannedRule) | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** How long a rule may be is decided where it is accepted, and configured there. */
const unlimited = {
  conditions: Infinity,
  depth: Infinity,
  values: Infinity,
  filters: Infinity,
  patternLength: Infinity,
  bytes: Infinity,
};

/** Resolves a rule and decides how to compute it, or says everything that is in the way. */
export function planRule({ rule, catalogue, timeZone, isValidRegex }: RuleToCompile): Planning {
  const check = checkRule(rule, catalogue, { limits: unlimited, isValidRegex });
  if (!check.ok) return { ok: false, diagnostics: check.errors };

  const diagnostics = new Diagnostics();
  const inputs = new PlanInputs();
  const tree = resolveRule(check.canonical, '', { catalogue, timeZone, diagnostics, inputs });
  const problems = diagnostics.all();
  if (problems.length > 0) return { ok: false, diagnostics: problems };

  return {
    ok: true,
    ruleHash: ruleHash(check.canonical),
    inputs: inputs.all(),
    tree,
    staged: stageWithMasks(orderCheapFirst(guardKnownUsers(boundSequences(tree)))),
  };
}
