import { Injectable } from '@nestjs/common';
import type { RequestRunRequest } from '@muster/contracts';
import { AudiencesRepository } from '../audiences/audiences.repository';
import type { Caller } from '../authentication/caller';
import { notFound } from '../http/not-found';
import { refusedBody } from '../http/request-body.pipe';
import type { IdempotentRequest } from '../idempotency/idempotent-request';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import { requestedTime } from './as-of-problem';
import { requestedPolicy } from './domain/publication-policy';
import { NewRuns } from './new-runs';

/** Computes an audience anew, by the rule that it has now. */
@Injectable()
export class RequestRun {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly newRuns: NewRuns,
    private readonly requests: IdempotentRequests,
  ) {}

  /**
   * @returns the id of the run.
   * @throws ProblemError 404 `audience.not-found`, 400 `run.as-of-in-future` or `run.as-of-too-early`.
   */
  async execute(
    caller: Caller,
    audienceId: string,
    { asOf, publish }: RequestRunRequest,
    request: IdempotentRequest,
  ): Promise<string> {
    const time = requestedTime(asOf, caller.timeZone);
    if ('code' in time) throw refusedBody([time]);
    const policy = requestedPolicy(publish, asOf !== undefined);
    const { runId } = await this.requests.once(caller.organisationId, request, async (manager) => {
      const audience = await this.audiences.lock(manager, caller.organisationId, audienceId);
      if (!audience) throw notFound('audience');
      const { id } = await this.newRuns.request(manager, audience, 'manual', time, policy);
      return { runId: id };
    });
    return runId;
  }
}
