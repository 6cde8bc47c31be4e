import type { CanonicalCondition, ConditionKind, EvidencePlan } from '@muster/contracts';
import type { ResolveContext } from '../../compiler/resolve/resolve-context';
import { attributeEvidence } from './attribute.evidence';
import { behaviorEvidence } from './behavior.evidence';
import { sequenceEvidence } from './sequence.evidence';
import { tagEvidence } from './tag.evidence';

/** How the evidence of conditions of one kind is read. */
export type EvidenceCompiler<Condition extends CanonicalCondition> = (
  condition: Condition,
  pointer: string,
  context: ResolveContext,
) => Extract<EvidencePlan, { kind: Condition['kind'] }>;

/** One for each kind: a new kind does not compile until its evidence is known. */
const compilers: {
  readonly [Kind in ConditionKind]: EvidenceCompiler<Extract<CanonicalCondition, { kind: Kind }>>;
} = {
  attribute: attributeEvidence,
  tag: tagEvidence,
  behavior: behaviorEvidence,
  audience: () => ({ kind: 'audience' }),
  sequence: sequenceEvidence,
};

/** @param pointer of the condition, for errors. */
export function compileEvidence(
  condition: CanonicalCondition,
  pointer: string,
  context: ResolveContext,
): EvidencePlan {
  // The compiler of a kind takes conditions of that kind; TypeScript does not correlate the two look-ups.
  const compile = compilers[condition.kind] as EvidenceCompiler<CanonicalCondition>;
  return compile(condition, pointer, context);
}
