import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { topics, type RunTrigger } from '@muster/contracts';
import { createEvent, Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { newRow } from '../database/new-row';
import { SERVICE } from '../database/schema';
import type { RunTime } from './domain/as-of';
import type { PublicationPolicy } from './domain/publication-policy';
import { RunEntity } from './run.entity';
import { RunsRepository } from './runs.repository';

export interface RunRequest {
  readonly audience: AudienceEntity;
  readonly time: RunTime;
}

/** Makes runs of audiences that the transaction has created or locked. */
@Injectable()
export class NewRuns {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly outbox: Outbox,
  ) {}

  async request(
    manager: EntityManager,
    audience: AudienceEntity,
    trigger: RunTrigger,
    time: RunTime,
    publication: PublicationPolicy,
  ): Promise<RunEntity> {
    const run = newRun(audience, trigger, time, publication);
    await this.add(manager, [run]);
    audience.lastRunSeq = run.runSeq;
    return run;
  }

  /** Runs of many audiences, each for a time of its own, in as many statements as for one. */
  async requestAll(
    manager: EntityManager,
    trigger: RunTrigger,
    requests: readonly RunRequest[],
    publication: PublicationPolicy,
  ): Promise<void> {
    if (requests.length === 0) return;
    await this.add(
      manager,
      requests.map(({ audience, time }) => newRun(audience, trigger, time, publication)),
    );
  }

  private async add(manager: EntityManager, runs: readonly RunEntity[]): Promise<void> {
    await this.audiences.countRuns(
      manager,
      runs.map(({ audienceId }) => audienceId),
    );
    await this.runs.insert(manager, runs);
    await this.outbox.add(manager, topics.run, runs.map(runRequested));
  }
}

function runRequested(run: RunEntity) {
  return createEvent(topics.run, {
    type: 'audience.run.requested.v1',
    service: SERVICE,
    organisationId: run.organisationId,
    subject: run.id,
    key: run.audienceId,
    identity: [run.id],
    data: {
      organisationId: run.organisationId,
      audienceId: run.audienceId,
      runId: run.id,
      runSeq: run.runSeq,
      definitionVersion: run.definitionVersion,
      asOf: run.asOf,
      businessDate: run.businessDate,
      trigger: run.trigger,
    },
  });
}

function newRun(
  audience: AudienceEntity,
  trigger: RunTrigger,
  { asOf, businessDate }: RunTime,
  publication: PublicationPolicy,
): RunEntity {
  const createdAt = new Date();
  return newRow(RunEntity, {
    id: randomUUID(),
    organisationId: audience.organisationId,
    audienceId: audience.id,
    runSeq: audience.lastRunSeq + 1,
    definitionVersion: audience.definitionVersion,
    trigger,
    state: 'requested',
    stateSince: createdAt,
    asOf,
    businessDate,
    publication,
    keptAsHistory: false,
    inputs: [],
    waitsFor: [],
    staleInputs: [],
    pieces: null,
    count: null,
    previousRunId: null,
    previousCount: null,
    entered: null,
    left: null,
    shards: null,
    failureCode: null,
    failureMessage: null,
    diagnostics: null,
    heldReasons: null,
    decision: null,
    supersededBy: null,
    createdAt,
    startedAt: null,
    calculatedAt: null,
    finishedAt: null,
  });
}
