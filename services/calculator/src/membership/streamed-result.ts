import type { RunTrigger, TopicEvent, topics } from '@muster/contracts';

/** A published result that is streamed although no run has ended, and why. */
export type ResultToRestate = Extract<
  TopicEvent<typeof topics.snapshot>,
  { type: 'audience.snapshot.restated.v1' }
>['data'];

/** A published result whose membership is streamed. */
export type ResultToStream = Omit<ResultToRestate, 'reason'>;

/** The result of a run. */
export type ResultOfRun = ResultToStream & { readonly trigger: RunTrigger };
