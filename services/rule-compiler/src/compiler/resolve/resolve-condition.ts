import type { CanonicalCondition, ConditionKind } from '@muster/contracts';
import type { PlanNode } from '../tree/plan-node';
import { resolveAttribute } from './resolve-attribute';
import { resolveAudience } from './resolve-audience';
import { resolveBehavior } from './resolve-behavior';
import type { ResolveContext } from './resolve-context';
import { resolveSequence } from './resolve-sequence';
import { resolveTag } from './resolve-tag';

type Resolvers = {
  readonly [Kind in ConditionKind]: (
    condition: Extract<CanonicalCondition, { kind: Kind }>,
    pointer: string,
    context: ResolveContext,
  ) => PlanNode;
};

const resolvers: Resolvers = {
  tag: resolveTag,
  audience: resolveAudience,
  attribute: resolveAttribute,
  behavior: resolveBehavior,
  sequence: resolveSequence,
};

export function resolveCondition(
  condition: CanonicalCondition,
  pointer: string,
  context: ResolveContext,
): PlanNode {
  // The resolver of a kind takes conditions of that kind; TypeScript does not correlate the two look-ups.
  const resolve = resolvers[condition.kind] as (
    condition: CanonicalCondition,
    pointer: string,
    context: ResolveContext,
  ) => PlanNode;
  return resolve(condition, pointer, context);
}
