import { type Failure, type TopicEvent, topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import type { SnapshotProgress } from '../snapshots/snapshot-writer';
import type { SnapshotSummary } from '../snapshots/snapshot';
import type { CalculationRequest } from './calculation-request';
import { workerName } from './worker-name';

type RunEvent = TopicEvent<typeof topics.run>;

/**
 * What is told of a piece. The id of `completed` comes from run and piece alone: whoever is first with a piece has done it, and
 * all others are recognisable as repetitions. `started` and `failed` are those of an attempt: the piece may have been given to
 * somebody else meanwhile, whose start renews the lease and whose failure is the one that counts.
 */
export const runEvents = {
  started: (request: CalculationRequest): RunEvent =>
    createEvent(topics.run, {
      ...envelope(request, ...attemptAt(request)),
      type: 'audience.run.started.v1',
      data: { ...about(request), ...piece(request), ...worker(request) },
    }),

  /** @param telling names this telling, among all of the piece. */
  progressed: (request: CalculationRequest, progress: SnapshotProgress, telling: string): RunEvent =>
    createEvent(topics.run, {
      ...envelope(request, telling),
      type: 'audience.run.progressed.v1',
      data: { ...about(request), ...piece(request), ...worker(request), ...progress },
    }),

  completed: (request: CalculationRequest, summary: SnapshotSummary): RunEvent =>
    createEvent(topics.run, {
      ...envelope(request),
      type: 'audience.run.completed.v1',
      data: { ...about(request), ...piece(request), ...summary },
    }),

  failed: (request: CalculationRequest, failure: Failure): RunEvent =>
    createEvent(topics.run, {
      ...envelope(request, ...attemptAt(request)),
      type: 'audience.run.failed.v1',
      data: { ...about(request), ...failure, piece: request.piece, attempt: request.attempt ?? 1 },
    }),
};

function envelope(request: CalculationRequest, ...telling: readonly (string | number)[]) {
  return {
    service: 'calculator',
    organisationId: request.organisationId,
    subject: request.audienceId,
    key: request.audienceId,
    identity: [request.runId, request.piece, ...telling],
  };
}

function about({ organisationId, audienceId, runId, runSeq }: CalculationRequest) {
  return { organisationId, audienceId, runId, runSeq };
}

function piece({ piece, pieces }: CalculationRequest) {
  return { piece, pieces };
}

/** The first attempt has the ids that it had before there were others. */
function attemptAt({ attempt = 1 }: CalculationRequest): number[] {
  return attempt === 1 ? [] : [attempt];
}

function worker({ attempt = 1 }: CalculationRequest) {
  return { attempt, worker: workerName };
}
