import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { count } from './common';
import { membershipRun } from './membership';

/**
 * Tells when a run's changes are complete. There is a marker for each partition of the membership topic, also for those without
 * records of the run, and it is written after the broker has acknowledged all of them. Records of an attempt that was killed are
 * there a second time under the same ids: count ids.
 */
export const membershipMarkerTopic = defineTopic({
  name: 'audience.membership.marker.v1',
  summary: 'How many membership records of a run each partition holds',
  cleanup: 'delete',
  key: 'audience/run',
  partitions: 12,
  events: [
    defineEvent(
      'audience.membership.completed.v1',
      'All changes of a run that belong into one partition of the membership topic are there',
      z.object({
        ...membershipRun,
        /** Of the membership topic, from 0, and how many it has. */
        partition: z.number().int().nonnegative(),
        partitions: z.number().int().positive(),
        /** Different records of the run in the partition. */
        count,
        /** Where the run's changes are: on the membership topic, or in the files of a manifest on `audience.snapshot.v1`. */
        form: z.enum(['records', 'manifest']),
      }),
    ),
  ],
});
