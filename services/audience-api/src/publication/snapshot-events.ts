import { topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import type { AudienceEntity } from '../audiences/audience.entity';
import { SERVICE } from '../database/schema';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import type { RunEntity } from '../runs/run.entity';
import { snapshotIdsOf } from './staged-results';

/** What is told of a published result. Both events have the audience as their key, so that whoever streams it hears them in order. */
export const snapshotEvents = {
  published: (audience: AudienceEntity, run: RunEntity, pieces: readonly RunPieceEntity[]) =>
    createEvent(topics.snapshot, {
      ...envelope(run),
      type: 'audience.snapshot.published.v1',
      identity: [run.id],
      data: {
        ...resultOf(run, pieces),
        ...movementOf(run),
        trigger: run.trigger,
        ...optionalStream(audience),
      },
    }),

  /** @param audience one that is streamed. */
  restated: (
    audience: AudienceEntity,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
    reason: 'bootstrap' | 'reconcile',
  ) => {
    const { stream } = optionalStream(audience);
    if (!stream) throw new Error(`audience ${audience.id} is not streamed`);
    return createEvent(topics.snapshot, {
      ...envelope(run),
      type: 'audience.snapshot.restated.v1',
      identity: [run.id, stream.epoch],
      data: { ...resultOf(run, pieces), stream, reason },
    });
  },
};

function envelope({ organisationId, audienceId }: RunEntity) {
  return { service: SERVICE, organisationId, subject: audienceId, key: audienceId };
}

function resultOf(run: RunEntity, pieces: readonly RunPieceEntity[]) {
  const { id: runId, organisationId, audienceId, definitionVersion, runSeq, asOf, businessDate } = run;
  return {
    ...{ organisationId, audienceId, definitionVersion, runId, runSeq, asOf, businessDate },
    snapshotIds: snapshotIdsOf(pieces),
    count: run.count ?? 0,
    shards: [...(run.shards ?? [])],
  };
}

/** What the result changes of the one that it replaces. */
function movementOf({ previousRunId, previousCount, entered, left }: RunEntity) {
  return {
    ...(previousRunId !== null && { previousRunId }),
    previousCount: previousCount ?? 0,
    entered: entered ?? 0,
    left: left ?? 0,
  };
}

function optionalStream({ stream: mode, streamEpoch: epoch }: AudienceEntity) {
  return mode === 'none' ? {} : { stream: { mode, epoch } };
}
