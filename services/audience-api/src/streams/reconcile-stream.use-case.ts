import { Injectable } from '@nestjs/common';
import { ProblemError } from '@muster/platform';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { notFound } from '../http/not-found';
import type { IdempotentRequest } from '../idempotency/idempotent-request';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import { NewEpoch } from './new-epoch';

/** Streams all members of the published result again, for consumers that have lost something or have come late. */
@Injectable()
export class ReconcileStream {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly newEpoch: NewEpoch,
    private readonly requests: IdempotentRequests,
  ) {}

  /**
   * @throws ProblemError 404 `audience.not-found`, 409 `audience.not-streamed` when its stream is `none`, 409 `audience.no-result`
   *   before the first result.
   */
  async execute(organisationId: string, id: string, request: IdempotentRequest): Promise<void> {
    await this.requests.once(organisationId, request, async (manager) => {
      const audience = await this.audiences.lock(manager, organisationId, id);
      if (!audience) throw notFound('audience');
      const { stream } = audience;
      if (stream === 'none') {
        throw new ProblemError(
          409,
          'audience.not-streamed',
          'the membership of this audience is not streamed',
        );
      }
      if (audience.publishedRunId === null) {
        throw new ProblemError(409, 'audience.no-result', 'there is no published result yet');
      }
      await this.newEpoch.begin(manager, audience, stream, 'reconcile');
      return {};
    });
  }
}
