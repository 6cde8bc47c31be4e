import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import {
  audienceId,
  count,
  instant,
  localDate,
  organisationId,
  runId,
  runTrigger,
  snapshotId,
} from './common';
import { membershipCause, membershipRun, membershipStream } from './membership';
import { shardCount } from './run.topic';

/** How the membership of a result is streamed. */
const stream = z.object({
  mode: membershipStream.exclude(['none']),
  /**
   * Grows whenever the stream begins anew: it was switched on, its mode was changed, or all of it was asked for again. What was
   * streamed in an earlier epoch is nothing to build upon.
   */
  epoch: z.number().int().positive(),
});

const result = z.object({
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
});

/** A file with members: gzip of one JSON object a line, `{"idType":"entity","id":"u_123"}`. */
const chunk = z.object({
  /** In the bucket `membership`. */
  objectKey: z.string(),
  /** Members in it. */
  count,
  /** Of the compressed file. */
  bytes: count,
  /** Of the compressed file, in hexadecimal digits. */
  sha256: z.string(),
});

export const snapshotTopic = defineTopic({
  name: 'audience.snapshot.v1',
  summary: 'The published result of each audience',
  cleanup: 'compact',
  key: 'audience; audience/manifest for manifests',
  partitions: 12,
  events: [
    defineEvent(
      'audience.snapshot.published.v1',
      'A run became the result that readers, exports and dependants see',
      result.extend({
        /** The result that this one replaces; left out when there was none. */
        previousRunId: runId.optional(),
        /** `count = previousCount + entered − left`. Left out of results that were published before they were counted. */
        previousCount: count.optional(),
        entered: count.optional(),
        left: count.optional(),
        /** Left out by publishers that did not tell it yet. */
        trigger: runTrigger.optional(),
        /** Left out when the audience's membership is not streamed. */
        stream: stream.optional(),
      }),
    ),
    defineEvent(
      'audience.snapshot.restated.v1',
      'The published result is told again, so that all of it is streamed although no run has ended',
      result.extend({ stream, reason: z.enum(['bootstrap', 'reconcile']) }),
    ),
    defineEvent(
      'audience.snapshot.manifest.v1',
      'All members of a run can be read from files: whoever is in none of them is not in the audience',
      z.object({
        ...membershipRun,
        ...membershipCause,
        /** Members in all files together. */
        count,
        chunks: z.array(chunk),
      }),
    ),
  ],
});
