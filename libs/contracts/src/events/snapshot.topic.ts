import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { audienceId, count, instant, localDate, organisationId, runId, snapshotId } from './common';
import { shardCount } from './run.topic';

export const snapshotTopic = defineTopic({
  name: 'audience.snapshot.v1',
  summary: 'The published result of each audience',
  cleanup: 'compact',
  key: 'audience',
  partitions: 12,
  events: [
    defineEvent(
      'audience.snapshot.published.v1',
      'A run became the result that readers, exports and dependants see',
      z.object({
        organisationId,
        audienceId,
        definitionVersion: z.number().int().positive(),
        runId,
        runSeq: z.number().int().positive(),
        asOf: instant,
        businessDate: localDate,
        /** The snapshots that together are the result, one for each piece of the run. */
        snapshotIds: z.array(snapshotId).min(1),
        count,
        shards: z.array(shardCount),
        /** The result that this one replaces; left out when there was none. */
        previousRunId: runId.optional(),
        /** `count = previousCount + entered − left`. Left out of results that were published before they were counted. */
        previousCount: count.optional(),
        entered: count.optional(),
        left: count.optional(),
      }),
    ),
  ],
});
