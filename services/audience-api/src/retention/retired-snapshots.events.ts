import { topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { SERVICE } from '../database/schema';
import type { RetiredRun } from './due-results.repository';

/**
 * Tells calculators that the snapshots of a run are to be deleted.
 * @param occasion names what is told beside the end of the run's result.
 */
export function snapshotsRetired(
  { organisationId, audienceId, runId, audienceDeleted, snapshotIds }: RetiredRun,
  ...occasion: readonly string[]
) {
  return createEvent(topics.retention, {
    type: 'audience.snapshot.retired.v1',
    service: SERVICE,
    organisationId,
    subject: audienceId,
    key: audienceId,
    identity: [runId, ...occasion],
    data: {
      organisationId,
      audienceId,
      runId,
      snapshotIds: [...snapshotIds],
      ...(audienceDeleted && { audienceDeleted }),
    },
  });
}
