import { type Diagnostic, type TopicEvent, topics } from '@muster/contracts';
import { createEvent, isValidRegex } from '@muster/platform';
import { compileConditions } from './compile-conditions';

type ExplanationEvent = TopicEvent<typeof topics.explanation>;
type Request = Extract<ExplanationEvent, { type: 'audience.explanation.requested.v1' }>['data'];

type About = Pick<Request, 'organisationId' | 'audienceId' | 'explanationId'>;

/** What is told of a request: how each condition is answered for one user, or why the rule cannot be compiled. */
export function compileExplanation({ rule, catalogue, timeZone, ...question }: Request): ExplanationEvent {
  const compiled = compileConditions({ rule, catalogue, timeZone, isValidRegex });
  if (!compiled.ok) return rejectExplanation(question, compiled.diagnostics);
  return createEvent(topics.explanation, {
    ...envelope(question),
    type: 'audience.explanation.compiled.v1',
    data: { ...question, conditions: compiled.conditions },
  });
}

/** There is not going to be an answer. */
export function rejectExplanation(about: About, diagnostics: Diagnostic[]): ExplanationEvent {
  const { organisationId, audienceId, explanationId } = about;
  return createEvent(topics.explanation, {
    ...envelope(about),
    type: 'audience.explanation.rejected.v1',
    data: { organisationId, audienceId, explanationId, diagnostics },
  });
}

function envelope({ organisationId, audienceId, explanationId }: About) {
  return {
    service: 'rule-compiler',
    organisationId,
    subject: audienceId,
    key: explanationId,
    identity: [explanationId],
  };
}
