import { type Failure, type Finding, topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import type { ExplanationEvent, ExplanationQuestion } from './explanation-question';

/** What was found out about a user. */
export interface Answer {
  readonly entityId: string;
  readonly findings: Finding[];
  readonly inSnapshot: boolean | null;
}

/** What is told of a question. Ids come from it alone, so an answer that is given twice is recognisable. */
export const explanationEvents = {
  completed: (question: ExplanationQuestion, answer: Answer): ExplanationEvent =>
    createEvent(topics.explanation, {
      ...envelope(question),
      type: 'audience.explanation.completed.v1',
      data: { ...about(question), ...answer },
    }),

  failed: (question: QuestionName, failure: Failure): ExplanationEvent =>
    createEvent(topics.explanation, {
      ...envelope(question),
      type: 'audience.explanation.failed.v1',
      data: { ...about(question), ...failure },
    }),
};

/** What names a question. */
export type QuestionName = Pick<ExplanationQuestion, 'organisationId' | 'audienceId' | 'explanationId'>;

function envelope({ organisationId, audienceId, explanationId }: QuestionName) {
  return {
    service: 'calculator',
    organisationId,
    subject: audienceId,
    key: explanationId,
    identity: [explanationId],
  };
}

function about({ organisationId, audienceId, explanationId }: QuestionName) {
  return { organisationId, audienceId, explanationId };
}
