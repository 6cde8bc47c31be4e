import { type Failure, type TopicEvent, topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import type { SnapshotProgress } from '../snapshots/snapshot-writer';
import type { SnapshotSummary } from '../snapshots/snapshot';
import type { CalculationRequest } from './calculation-request';

type RunEvent = TopicEvent<typeof topics.run>;

/**
 * What is told of a piece. Ids of started, completed and failed come from run and piece alone: however often a piece is
 * attempted, the first telling counts and the others are recognisable as repetitions.
 */
export const runEvents = {
  started: (request: CalculationRequest): RunEvent =>
    createEvent(topics.run, {
      ...envelope(request),
      type: 'audience.run.started.v1',
      data: { ...about(request), ...piece(request) },
    }),

  /** Of one attempt, so that the progress of a second one is not taken for a repetition of the first. */
  progressed: (request: CalculationRequest, { snapshotId, shardsDone, shards }: SnapshotProgress): RunEvent =>
    createEvent(topics.run, {
      ...envelope(request, snapshotId, shardsDone),
      type: 'audience.run.progressed.v1',
      data: { ...about(request), ...piece(request), shardsDone, shards },
    }),

  completed: (request: CalculationRequest, summary: SnapshotSummary): RunEvent =>
    createEvent(topics.run, {
      ...envelope(request),
      type: 'audience.run.completed.v1',
      data: { ...about(request), ...piece(request), ...summary },
    }),

  failed: (request: CalculationRequest, failure: Failure): RunEvent =>
    createEvent(topics.run, {
      ...envelope(request),
      type: 'audience.run.failed.v1',
      data: { ...about(request), ...failure },
    }),
};

function envelope(request: CalculationRequest, ...attempt: readonly (string | number)[]) {
  return {
    service: 'calculator',
    organisationId: request.organisationId,
    subject: request.audienceId,
    key: request.audienceId,
    identity: [request.runId, request.piece, ...attempt],
  };
}

function about({ organisationId, audienceId, runId, runSeq }: CalculationRequest) {
  return { organisationId, audienceId, runId, runSeq };
}

function piece({ piece, pieces }: CalculationRequest) {
  return { piece, pieces };
}
