import type { PlanStage } from '@muster/contracts';
import type { CombineStage, Stage } from '../passes/staged-plan';
import { visitNode, type LeafNode, type NodeVisitor } from '../tree/plan-node';

const labels: NodeVisitor<LeafNode, string> = {
  'known-users': () => 'known users',
  tag: ({ tag }) => `tag ${tag}`,
  attribute: ({ attribute }) => `attribute ${attribute}`,
  audience: ({ audienceId }) => `members of audience ${audienceId}`,
  'event-days': ({ app, event }) => `did ${event} in ${app ?? 'any application'}, by daily bitmaps`,
  events: ({ app, event, aggregate }) =>
    `${aggregate?.fn ?? 'any'} of ${event} in ${app ?? 'any application'}, by its events`,
  sequence: ({ app, steps }) =>
    `sequence of ${steps.map(({ match }) => match.event).join(', ')} in ${app ?? 'any application'}`,
};

const combinations: Readonly<Record<CombineStage['purpose'], string>> = {
  mask: 'users that can still decide the result',
  'part of the result': 'part of the result that is known ahead',
};

/** A stage in words, for people who read a plan. */
export function labelStage(stage: Stage): Pick<PlanStage, 'label' | 'pointer'> {
  if (stage.kind === 'combine') {
    return { label: combinations[stage.purpose], pointer: stage.pointer };
  }
  const { leaf, mask } = stage;
  const label = visitNode(leaf, labels);
  return { label: mask ? `${label}, among ${mask.id}` : label, pointer: leaf.pointer };
}
