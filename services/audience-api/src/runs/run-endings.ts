import { Injectable } from '@nestjs/common';
import { topics, type Diagnostic, type Failure } from '@muster/contracts';
import { createEvent, Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { ChangeFeed } from '../changes/change-feed';
import { SERVICE } from '../database/schema';
import { stateAfter, type RunStep } from './domain/run-state';
import type { RunEntity } from './run.entity';
import { RunsRepository } from './runs.repository';

/** Takes a step of the run's life; false when the step is late or repeated, and nothing changed. */
export function takeStep(run: RunEntity, step: RunStep): boolean {
  const state = stateAfter(run.state, step);
  if (state === undefined) return false;
  run.state = state;
  return true;
}

/** Ends runs, once. The audience must be locked by the transaction. */
@Injectable()
export class RunEndings {
  constructor(
    private readonly runs: RunsRepository,
    private readonly outbox: Outbox,
    private readonly changes: ChangeFeed,
  ) {}

  /** Fails a run for a reason that this service has found, and tells of it. The previous result stays. */
  async fail(
    manager: EntityManager,
    run: RunEntity,
    failure: Failure,
    diagnostics: readonly Diagnostic[] = [],
  ): Promise<void> {
    if (!(await this.recordFailure(manager, run, failure, diagnostics))) return;
    const { id: runId, organisationId, audienceId, runSeq } = run;
    const event = createEvent(topics.run, {
      type: 'audience.run.failed.v1',
      service: SERVICE,
      organisationId,
      subject: runId,
      key: audienceId,
      identity: [runId],
      data: { organisationId, audienceId, runId, runSeq, ...failure },
    });
    await this.outbox.add(manager, topics.run, [event]);
  }

  /** Fails a run for a reason that an event has told already; false when the run had ended before. */
  async recordFailure(
    manager: EntityManager,
    run: RunEntity,
    { code, message }: Failure,
    diagnostics: readonly Diagnostic[] = [],
  ): Promise<boolean> {
    if (!takeStep(run, 'fail')) return false;
    run.failureCode = code;
    run.failureMessage = message;
    run.diagnostics = diagnostics.length > 0 ? [...diagnostics] : null;
    await this.end(manager, run);
    return true;
  }

  /** Stores a run that has reached its last state, and wakes those who wait for it. */
  async end(manager: EntityManager, run: RunEntity): Promise<void> {
    run.finishedAt = new Date();
    await this.runs.save(manager, run);
    await this.changes.announce(manager, run.id);
  }
}
