import { type TopicEvent, topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import type { MembershipCause } from './domain/membership-cause';
import type { MembershipChange } from './membership.repository';
import type { ResultToStream } from './streamed-result';

type ManifestData = Extract<
  TopicEvent<typeof topics.snapshot>,
  { type: 'audience.snapshot.manifest.v1' }
>['data'];
export type Chunk = ManifestData['chunks'][number];

/** What is told of a membership. Ids come from what is told, not from the attempt: a repetition is recognisable. */
export const membershipEvents = {
  changed: (result: ResultToStream, cause: MembershipCause, { id, state }: MembershipChange) =>
    createEvent(topics.membership, {
      ...about(result, `${result.organisationId}/${result.audienceId}/${id}`),
      type: 'audience.membership.changed.v1',
      identity: [result.organisationId, result.audienceId, id, result.runId],
      data: { ...runOf(result), ...cause, subject: { idType: 'entity', id }, state },
    }),

  /** @param counts of records, by partition. */
  completed: (result: ResultToStream, counts: readonly number[], form: 'records' | 'manifest') =>
    counts.map((count, partition) =>
      createEvent(topics.membershipMarker, {
        ...about(result, `${result.audienceId}/${result.runId}`),
        type: 'audience.membership.completed.v1',
        identity: [result.runId, partition],
        data: { ...runOf(result), partition, partitions: counts.length, count, form },
      }),
    ),

  manifest: (result: ResultToStream, cause: MembershipCause, chunks: readonly Chunk[]) =>
    createEvent(topics.snapshot, {
      // A key of its own: compaction would let the next publication of the audience replace the manifest.
      ...about(result, `${result.audienceId}/manifest`),
      type: 'audience.snapshot.manifest.v1',
      identity: [result.runId, result.stream.epoch],
      data: {
        ...runOf(result),
        ...cause,
        count: chunks.reduce((sum, { count }) => sum + count, 0),
        chunks: [...chunks],
      },
    }),
};

function about({ organisationId, audienceId }: ResultToStream, key: string) {
  return { service: 'calculator', organisationId, subject: audienceId, key };
}

function runOf({ organisationId, audienceId, definitionVersion, runId, runSeq, asOf }: ResultToStream) {
  return { organisationId, audienceId, definitionVersion, runId, runSeq, asOf };
}
