import {
  findAttributeType,
  ownMember,
  type CanonicalAudience,
  type CanonicalCondition,
} from '@muster/contracts';
import { evaluateBehavior } from './evaluate-behavior';
import { evaluateSequence } from './evaluate-sequence';
import { evaluateTag } from './evaluate-tag';
import type { Evaluation } from './evaluation';
import { satisfies } from './satisfies';
import { typedValue } from './typed-value';

export function evaluateCondition(
  condition: CanonicalCondition,
  uid: number,
  evaluation: Evaluation,
): boolean {
  switch (condition.kind) {
    case 'tag':
      return evaluateTag(condition, uid, evaluation);
    case 'audience':
      return evaluateAudience(condition, uid, evaluation);
    case 'attribute': {
      const type = findAttributeType(evaluation.catalogue, condition.attribute);
      const user = evaluation.data.users.find((known) => known.uid === uid);
      if (!type || !user) return false;
      const value = typedValue(ownMember(user.attributes, condition.attribute), type, evaluation.timeZone);
      return satisfies(value, condition, evaluation);
    }
    case 'behavior':
      return evaluateBehavior(condition, uid, evaluation);
    case 'sequence':
      return evaluateSequence(condition, uid, evaluation);
  }
}

function evaluateAudience({ audienceId, at }: CanonicalAudience, uid: number, { data }: Evaluation): boolean {
  const result = data.results.find((published) => published.audienceId === audienceId && published.at === at);
  return result?.members.includes(uid) ?? false;
}
