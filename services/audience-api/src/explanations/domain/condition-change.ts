import type { Catalogue, Change, Condition, ConditionKind, Evidence, EvidenceOf } from '@muster/contracts';
import { behaviorChange } from './behavior-change';
import { sequenceChange } from './sequence-change';
import { attributeChange, tagChange } from './value-change';

type Changes = {
  readonly [Kind in ConditionKind]: (
    condition: Extract<Condition, { kind: Kind }>,
    evidence: EvidenceOf<Kind>,
    holds: boolean,
    catalogue: Catalogue,
  ) => Change;
};

/** One for each kind: a new kind does not compile until it is known what turns its answer around. */
const changes: Changes = {
  attribute: attributeChange,
  tag: tagChange,
  behavior: behaviorChange,
  sequence: sequenceChange,
  audience: (_condition, { audienceId }, holds) => ({
    need: 'membership',
    audienceId,
    member: !holds,
    text: `${holds ? 'would end with leaving' : 'needs to be in'} audience ${audienceId}`,
  }),
};

/**
 * What would have to change for the other answer.
 * @throws Error when the evidence is of another kind than the condition.
 */
export function conditionChange(
  condition: Condition,
  evidence: Evidence,
  holds: boolean,
  catalogue: Catalogue,
): Change {
  if (condition.kind !== evidence.kind) {
    throw new Error(`evidence of kind ${evidence.kind} for a condition of kind ${condition.kind}`);
  }
  // The function of a kind takes conditions and evidence of that kind; TypeScript does not correlate the look-ups.
  const change = changes[condition.kind] as (
    condition: Condition,
    evidence: Evidence,
    holds: boolean,
    catalogue: Catalogue,
  ) => Change;
  return change(condition, evidence, holds, catalogue);
}
