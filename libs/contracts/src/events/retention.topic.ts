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
      'The time that the organisation keeps results for is over for a run; its snapshots are to be deleted',
      z.object({ organisationId, audienceId, runId, snapshotIds: z.array(snapshotId).min(1) }),
    ),
  ],
});
