import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { membershipCause, membershipRun } from './membership';

/**
 * Changes of audiences with the stream `members`. Somebody who left is a record with the state `out` and no tombstone, so that a
 * consumer sees the run and the reason; compaction keeps the newest record of each user, retention ends the old ones. Nothing writes
 * tombstones.
 */
export const membershipTopic = defineTopic({
  name: 'audience.membership.v1',
  summary: 'Who entered and who left each audience, run by run',
  cleanup: 'compact,delete',
  key: 'organisation/audience/user',
  partitions: 12,
  events: [
    defineEvent(
      'audience.membership.changed.v1',
      'A user entered an audience or left it',
      z.object({
        ...membershipRun,
        ...membershipCause,
        /** Identifiers only, never attributes. */
        subject: z.object({ idType: z.literal('entity'), id: z.string() }),
        state: z.enum(['in', 'out']),
      }),
    ),
  ],
});
