import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { createEvent, Outbox, SERVICE_CONFIG } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { Caller } from '../authentication/caller';
import { cancellationRequested } from '../cancellation/cancellation-requested';
import { ChangeFeed } from '../changes/change-feed';
import type { AudienceApiConfig } from '../config';
import { newRow } from '../database/new-row';
import { SERVICE } from '../database/schema';
import { EstimateEntity, type EstimateOutcome } from './estimate.entity';
import { EstimatesRepository } from './estimates.repository';
import type { SoundEstimate } from './sound-estimate';

/** An estimate that nobody can wait for any more, in milliseconds. */
const FORGOTTEN_MS = 60 * 60_000;

export interface AnsweredEstimate {
  readonly id: string;
  readonly outcome: EstimateOutcome;
}

/** Counts whom a rule selects: asks compilers and calculators by events and holds the request until they answer. */
@Injectable()
export class EstimateRule {
  constructor(
    private readonly database: DataSource,
    private readonly estimates: EstimatesRepository,
    private readonly changes: ChangeFeed,
    private readonly outbox: Outbox,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  /** Ends the unanswered estimates of the same session, whose requests are told so, and stops their queries. */
  async execute(caller: Caller, sound: SoundEstimate): Promise<AnsweredEstimate> {
    const estimate = newRow(EstimateEntity, {
      id: randomUUID(),
      organisationId: caller.organisationId,
      session: sound.session ?? null,
      outcome: null,
      createdAt: new Date(),
    });
    await this.ask(caller, estimate, sound);
    try {
      return { id: estimate.id, outcome: await this.answer(estimate) };
    } finally {
      await this.estimates.delete(estimate.organisationId, estimate.id);
    }
  }

  private async ask(caller: Caller, estimate: EstimateEntity, sound: SoundEstimate): Promise<void> {
    await this.database.transaction(async (manager) => {
      await this.estimates.deleteOlderThan(manager, new Date(estimate.createdAt.getTime() - FORGOTTEN_MS));
      if (sound.session !== undefined) await this.supersede(manager, caller.organisationId, sound.session);
      await this.estimates.insert(manager, estimate);
      await this.outbox.add(manager, topics.estimate, [this.requested(caller, estimate.id, sound)]);
    });
  }

  private async supersede(manager: EntityManager, organisationId: string, session: string): Promise<void> {
    for (const older of await this.estimates.lockSession(manager, organisationId, session)) {
      await this.end(manager, older, { kind: 'superseded' }, 'superseded');
    }
  }

  private async answer(estimate: EstimateEntity): Promise<EstimateOutcome> {
    const { organisationId, id } = estimate;
    const look = () => this.estimates.find(organisationId, id);
    const isAnswered = (seen: EstimateEntity | undefined): boolean => Boolean(seen?.outcome);
    const waitMs = this.config.ESTIMATE_TIMEOUT_SECONDS * 1000;
    const seen = await this.changes.waitFor(id, look, isAnswered, waitMs);
    if (seen?.outcome) return seen.outcome;
    const cancelled: EstimateOutcome = { kind: 'cancelled' };
    await this.database.transaction((manager) => this.end(manager, estimate, cancelled, 'timedOut'));
    return (await look())?.outcome ?? cancelled;
  }

  /** Ends an estimate, unless it has just been answered, and stops its queries. */
  private async end(
    manager: EntityManager,
    estimate: EstimateEntity,
    outcome: EstimateOutcome,
    reason: 'superseded' | 'timedOut',
  ): Promise<void> {
    if (!(await this.estimates.keep(manager, estimate, outcome))) return;
    const { organisationId, id } = estimate;
    const event = cancellationRequested(organisationId, 'estimate', id, reason);
    await this.outbox.add(manager, topics.cancellation, [event]);
    await this.changes.announce(manager, id);
  }

  private requested({ organisationId, timeZone }: Caller, estimateId: string, sound: SoundEstimate) {
    const { rule, time, inputs } = sound;
    return createEvent(topics.estimate, {
      type: 'audience.estimate.requested.v1',
      service: SERVICE,
      organisationId,
      subject: estimateId,
      key: estimateId,
      identity: [estimateId],
      data: {
        organisationId,
        estimateId,
        asOf: time.asOf,
        businessDate: time.businessDate,
        inputs: [...inputs],
        readBudgetRows: this.config.READ_BUDGET_ROWS,
        rule: rule.rule,
        catalogue: rule.catalogue,
        timeZone,
      },
    });
  }
}
