import type { TopicEvent, topics } from '@muster/contracts';

export type ExplanationEvent = TopicEvent<typeof topics.explanation>;

/** A question about one user, with everything that the answer needs. */
export type ExplanationQuestion = Extract<
  ExplanationEvent,
  { type: 'audience.explanation.compiled.v1' }
>['data'];
