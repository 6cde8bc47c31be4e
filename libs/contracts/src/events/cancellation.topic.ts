import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { organisationId } from './common';

/** What calculators can be told to stop. */
export const cancellableWork = z.enum(['run', 'estimate']);
export type CancellableWork = z.infer<typeof cancellableWork>;

export const cancellationTopic = defineTopic({
  name: 'audience.cancellation.v1',
  summary: 'Work of calculators that nobody wants any more',
  cleanup: 'delete',
  key: 'run or estimate',
  partitions: 12,
  events: [
    defineEvent(
      'audience.cancellation.requested.v1',
      'Queries of a run or an estimate are to be stopped, and those that have not begun are not to begin',
      z.object({
        organisationId,
        work: cancellableWork,
        /** Id of the run or the estimate. */
        id: z.uuid(),
        /** `failed`, `completed`: the run has ended while somebody may still work on it. */
        reason: z.enum(['requested', 'superseded', 'timedOut', 'failed', 'completed']),
      }),
    ),
  ],
});
