import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { audienceId, organisationId, runId, snapshotId } from './common';

export const retentionTopic = defineTopic({
  name: 'audience.retention.v1',
  summary: 'Results that nobody can see any more',
  cleanup: 'delete',
  key: 'audience',
  partitions: 12,
  events: [
    defineEvent(
      'audience.snapshot.retired.v1',
      'Snapshots that nobody can see any more are to be deleted: the time of their result is over, or they never were one',
      z.object({
        organisationId,
        audienceId,
        runId,
        snapshotIds: z.array(snapshotId).min(1),
        /** Whether the audience was deleted, so that nothing of it is needed any more: not even how far its stream has come. */
        audienceDeleted: z.boolean().optional(),
      }),
    ),
  ],
});
