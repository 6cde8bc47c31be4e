import { topics, type CancellableWork } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { SERVICE } from '../database/schema';

/** Why nobody wants the work any more. */
export type CancellationReason = 'requested' | 'superseded' | 'timedOut' | 'failed' | 'completed';

/** Tells calculators to stop the queries of a run or an estimate. */
export function cancellationRequested(
  organisationId: string,
  work: CancellableWork,
  id: string,
  reason: CancellationReason,
) {
  return createEvent(topics.cancellation, {
    type: 'audience.cancellation.requested.v1',
    service: SERVICE,
    organisationId,
    subject: id,
    key: id,
    identity: [work, id],
    data: { organisationId, work, id, reason },
  });
}
