import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { topics, type Explanation, type UserReference } from '@muster/contracts';
import { createEvent, Outbox, ProblemError } from '@muster/platform';
import { DataSource } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import type { Caller } from '../authentication/caller';
import { ChangeFeed } from '../changes/change-feed';
import { newRow } from '../database/new-row';
import { SERVICE } from '../database/schema';
import { notFound } from '../http/not-found';
import type { ExplainParameters } from './explain-parameters';
import { ExplainedMoments, type ExplainedMoment } from './explained-moment';
import { ExplanationEntity, type ExplanationOutcome } from './explanation.entity';
import { presentExplanation } from './explanation.presenter';
import { ExplanationsRepository } from './explanations.repository';

/** How long a request waits for the answer. It takes some hundred milliseconds when the other services run. */
const WAIT_MS = 20_000;
/** A question that nobody can wait for any more. */
const FORGOTTEN_MS = 60 * 60_000;

/** Says why a user is in an audience or not: asks compilers and calculators by events and holds the request until they answer. */
@Injectable()
export class ExplainMembership {
  constructor(
    private readonly database: DataSource,
    private readonly audiences: AudiencesRepository,
    private readonly moments: ExplainedMoments,
    private readonly explanations: ExplanationsRepository,
    private readonly changes: ChangeFeed,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @throws ProblemError 404 `audience.not-found`, `run.not-found` or `user.not-found`; 409 when the rule cannot be compiled or
   *   names an audience without a result; 422 with the code of a calculator's refusal; 504 `explanation.timed-out`.
   */
  async execute(caller: Caller, audienceId: string, parameters: ExplainParameters): Promise<Explanation> {
    const audience = await this.audiences.find(caller.organisationId, audienceId);
    if (!audience) throw notFound('audience');
    const user = { idType: parameters.idType ?? 'entity', id: parameters.user } as const;
    const moment = await this.moments.find(caller, audience, parameters.run);
    const id = await this.ask(caller, audience, user, moment);
    try {
      const outcome = await this.answer(caller.organisationId, id);
      return presentExplanation(audience, user, moment, outcome);
    } finally {
      await this.explanations.delete(caller.organisationId, id);
    }
  }

  private async ask(
    { organisationId, timeZone }: Caller,
    { id: audienceId }: AudienceEntity,
    user: UserReference,
    { asOf, businessDate, rule, catalogue, inputs, snapshotIds, members }: ExplainedMoment,
  ): Promise<string> {
    const explanationId = randomUUID();
    const createdAt = new Date();
    const about = { organisationId, audienceId, explanationId };
    const requested = createEvent(topics.explanation, {
      type: 'audience.explanation.requested.v1',
      service: SERVICE,
      organisationId,
      subject: audienceId,
      key: explanationId,
      identity: [explanationId],
      data: { ...about, user, asOf, businessDate, rule, catalogue, timeZone, inputs, snapshotIds, members },
    });
    await this.database.transaction(async (manager) => {
      await this.explanations.deleteOlderThan(manager, new Date(createdAt.getTime() - FORGOTTEN_MS));
      const row = { id: explanationId, organisationId, audienceId, outcome: null, createdAt };
      await this.explanations.insert(manager, newRow(ExplanationEntity, row));
      await this.outbox.add(manager, topics.explanation, [requested]);
    });
    return explanationId;
  }

  private async answer(organisationId: string, id: string): Promise<ExplanationOutcome> {
    const look = () => this.explanations.find(organisationId, id);
    const isAnswered = (question: ExplanationEntity | undefined): boolean => Boolean(question?.outcome);
    const question = await this.changes.waitFor(id, look, isAnswered, WAIT_MS);
    if (question?.outcome) return question.outcome;
    throw new ProblemError(504, 'explanation.timed-out', 'there is no answer yet; try again later');
  }
}
