import { conditionsOf, type Diagnostic, type Plan, type TopicEvent, topics } from '@muster/contracts';
import { createEvent, isValidRegex } from '@muster/platform';
import { compileRule } from '../compiler/compile-rule';

type EstimateEvent = TopicEvent<typeof topics.estimate>;
export type EstimateRequest = Extract<EstimateEvent, { type: 'audience.estimate.requested.v1' }>['data'];

type ConditionCompilation =
  | { readonly pointer: string; readonly plan: Plan }
  | { readonly pointer: string; readonly problems: readonly Diagnostic[] };

/**
 * Compiles a rule for its estimate: as a whole, and each of its conditions alone, so that an editor can show what each one
 * selects. Pointers are into the rule as it was sent. Ids come from the estimate, so a repetition is recognisable.
 */
export function compileEstimate({ rule, catalogue, timeZone, ...question }: EstimateRequest): EstimateEvent {
  const whole = compileRule({ rule, catalogue, timeZone, isValidRegex });
  const conditions = conditionsOf(rule).map(({ pointer, condition }): ConditionCompilation => {
    const alone = compileRule({ rule: condition, catalogue, timeZone, isValidRegex });
    return alone.ok
      ? { pointer, plan: alone.plan }
      : { pointer, problems: alone.diagnostics.map((problem) => ({ ...problem, pointer })) };
  });
  const problems = conditions.flatMap((condition) => ('problems' in condition ? condition.problems : []));
  if (problems.length > 0) return rejectEstimate(question, problems);
  // No condition is at fault, so it is the rule around them; pointers into its canonical form would mislead.
  if (!whole.ok) {
    return rejectEstimate(
      question,
      whole.diagnostics.map((problem) => ({ ...problem, pointer: '' })),
    );
  }
  return createEvent(topics.estimate, {
    ...envelope(question),
    type: 'audience.estimate.compiled.v1',
    data: {
      ...question,
      plan: whole.plan,
      conditions: conditions.flatMap((condition) => ('plan' in condition ? condition : [])),
    },
  });
}

/** Tells why an estimate cannot be compiled. */
export function rejectEstimate(
  { organisationId, estimateId }: Pick<EstimateRequest, 'organisationId' | 'estimateId'>,
  diagnostics: readonly Diagnostic[],
): EstimateEvent {
  return createEvent(topics.estimate, {
    ...envelope({ organisationId, estimateId }),
    type: 'audience.estimate.rejected.v1',
    data: { organisationId, estimateId, diagnostics: [...diagnostics] },
  });
}

function envelope({ organisationId, estimateId }: Pick<EstimateRequest, 'organisationId' | 'estimateId'>) {
  return {
    service: 'rule-compiler',
    organisationId,
    subject: estimateId,
    key: estimateId,
    identity: [estimateId],
  };
}
