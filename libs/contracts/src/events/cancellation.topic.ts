import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { organisationId } from './common';

/** What can be told to stop: runs and estimates of calculators, imports of importers. */
export const cancellableWork = z.enum(['run', 'estimate', 'import']);
export type CancellableWork = z.infer<typeof cancellableWork>;

export const cancellationTopic = defineTopic({
  name: 'audience.cancellation.v1',
  summary: 'Work of calculators and importers that nobody wants any more',
  cleanup: 'delete',
  key: 'run, estimate or import',
  partitions: 12,
  events: [
    defineEvent(
      'audience.cancellation.requested.v1',
      'The work on a run, an estimate or an import is to be stopped, and what has not begun is not to begin',
      z.object({
        organisationId,
        work: cancellableWork,
        /** Id of the run, the estimate or the import. */
        id: z.uuid(),
        /** `failed`, `completed`: the run has ended while somebody may still work on it. */
        reason: z.enum(['requested', 'superseded', 'timedOut', 'failed', 'completed']),
      }),
    ),
  ],
});
