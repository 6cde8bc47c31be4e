import { Injectable } from '@nestjs/common';
import { topics, type Diagnostic, type Failure } from '@muster/contracts';
import { createEvent, Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { cancellationRequested, type CancellationReason } from '../cancellation/cancellation-requested';
import { ChangeFeed } from '../changes/change-feed';
import { SERVICE } from '../database/schema';
import { stateAfter, type RunStep } from './domain/run-state';
import type { RunEntity } from './run.entity';
import { RunsRepository } from './runs.repository';

const endedStates = ['completed', 'failed', 'superseded', 'cancelled'] as const;

/** Takes a step of the run's life; false when the step is late or repeated, and nothing changed. */
export function takeStep(run: RunEntity, step: RunStep): boolean {
  const state = stateAfter(run.state, step);
  if (state === undefined) return false;
  run.state = state;
  run.stateSince = new Date();
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
    const event = createEvent(topics.run, {
      ...envelope(run),
      type: 'audience.run.failed.v1',
      data: { ...about(run), ...failure },
    });
    await this.outbox.add(manager, topics.run, [event]);
  }

  /** Ends a run because somebody asked for it, and has its queries stopped; false when it had ended before. */
  async cancel(manager: EntityManager, run: RunEntity): Promise<boolean> {
    const calculators = mayBeCalculated(run);
    if (!takeStep(run, 'cancel')) return false;
    const event = createEvent(topics.run, {
      ...envelope(run),
      type: 'audience.run.cancelled.v1',
      data: about(run),
    });
    await this.outbox.add(manager, topics.run, [event]);
    if (calculators) await this.stopQueries(manager, run, 'requested');
    await this.end(manager, run);
    return true;
  }

  /** Ends a run because a newer one is published, and has its queries stopped; nothing when it had ended before. */
  async supersede(manager: EntityManager, run: RunEntity, byRunId: string): Promise<void> {
    const calculators = mayBeCalculated(run);
    if (!takeStep(run, 'supersede')) return;
    run.supersededBy = byRunId;
    const event = createEvent(topics.run, {
      ...envelope(run),
      type: 'audience.run.superseded.v1',
      data: { ...about(run), byRunId },
    });
    await this.outbox.add(manager, topics.run, [event]);
    if (calculators) await this.stopQueries(manager, run, 'superseded');
    await this.end(manager, run);
  }

  /** Fails a run for a reason that an event has told already, and has its queries stopped; false when it had ended before. */
  async recordFailure(
    manager: EntityManager,
    run: RunEntity,
    { code, message }: Failure,
    diagnostics: readonly Diagnostic[] = [],
  ): Promise<boolean> {
    const calculators = mayBeCalculated(run);
    if (!takeStep(run, 'fail')) return false;
    run.failureCode = code;
    run.failureMessage = message;
    run.diagnostics = diagnostics.length > 0 ? [...diagnostics] : null;
    // Other pieces of the run, or another attempt at this one, may still be worked on.
    if (calculators) await this.stopQueries(manager, run, 'failed');
    await this.end(manager, run);
    return true;
  }

  /** Stores a run that has reached its last state, tells of it, and wakes those who wait for it. */
  async end(manager: EntityManager, run: RunEntity): Promise<void> {
    run.finishedAt = new Date();
    run.waitsFor = [];
    await this.runs.save(manager, run);
    await this.outbox.add(manager, topics.run, [runEnded(run)]);
    await this.changes.announce(manager, run.id);
  }

  /** Tells calculators that nobody wants anything of a run any more. */
  async stopQueries(
    manager: EntityManager,
    { organisationId, id }: RunEntity,
    reason: CancellationReason,
  ): Promise<void> {
    const event = cancellationRequested(organisationId, 'run', id, reason);
    await this.outbox.add(manager, topics.cancellation, [event]);
  }
}

/** Whether calculators have been asked for the run and have not told all of it. */
function mayBeCalculated({ state }: RunEntity): boolean {
  return state === 'queued' || state === 'running';
}

function envelope({ id, organisationId, audienceId }: RunEntity) {
  return { service: SERVICE, organisationId, subject: id, key: audienceId, identity: [id] };
}

function runEnded(run: RunEntity) {
  const { trigger, businessDate, staleInputs } = run;
  const state = endedStates.find((ended) => ended === run.state);
  if (!state) throw new Error(`run ${run.id} has not ended: it is ${run.state}`);
  return createEvent(topics.run, {
    ...envelope(run),
    type: 'audience.run.ended.v1',
    data: { ...about(run), trigger, businessDate, state, staleInputs },
  });
}

function about({ id: runId, organisationId, audienceId, runSeq }: RunEntity) {
  return { organisationId, audienceId, runId, runSeq };
}
