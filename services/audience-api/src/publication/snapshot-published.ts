import { topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { SERVICE } from '../database/schema';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import type { RunEntity } from '../runs/run.entity';
import { snapshotIdsOf } from './staged-results';

/** Tells the manifest of a result that has been published. */
export function snapshotPublished(run: RunEntity, pieces: readonly RunPieceEntity[]) {
  const { id: runId, organisationId, audienceId, definitionVersion, runSeq, asOf, businessDate } = run;
  return createEvent(topics.snapshot, {
    type: 'audience.snapshot.published.v1',
    service: SERVICE,
    organisationId,
    subject: audienceId,
    key: audienceId,
    identity: [runId],
    data: {
      organisationId,
      audienceId,
      definitionVersion,
      runId,
      runSeq,
      asOf,
      businessDate,
      snapshotIds: snapshotIdsOf(pieces),
      count: run.count ?? 0,
      shards: run.shards ?? [],
      ...(run.previousRunId !== null && { previousRunId: run.previousRunId }),
      previousCount: run.previousCount ?? 0,
      entered: run.entered ?? 0,
      left: run.left ?? 0,
    },
  });
}
