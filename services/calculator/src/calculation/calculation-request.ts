import type { TopicEvent, topics } from '@muster/contracts';

/** A piece of a run that is to be calculated, with everything that a retry needs. */
export type CalculationRequest = TopicEvent<typeof topics.calculation>['data'];
