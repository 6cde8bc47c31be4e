import { Injectable } from '@nestjs/common';
import { topics, type HeldReason } from '@muster/contracts';
import { createEvent, Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { ChangeFeed } from '../changes/change-feed';
import { SERVICE } from '../database/schema';
import { RunEndings, takeStep } from '../runs/run-endings';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';

/** Holds results back until somebody decides about them. The audience must be locked by the transaction. */
@Injectable()
export class RunHolds {
  constructor(
    private readonly runs: RunsRepository,
    private readonly endings: RunEndings,
    private readonly outbox: Outbox,
    private readonly changes: ChangeFeed,
  ) {}

  /** Holds a counted result, and tells why; the published one stays. */
  async hold(
    manager: EntityManager,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
    reasons: HeldReason[],
  ): Promise<void> {
    if (!takeStep(run, 'hold')) return;
    run.heldReasons = reasons;
    await this.runs.save(manager, run);
    await this.outbox.add(manager, topics.run, [runHeld(run, reasons)]);
    // A worker that was taken for dead may still be at a piece that another one has finished.
    if (pieces.some(({ attempt }) => attempt > 1)) await this.endings.stopQueries(manager, run, 'completed');
    await this.changes.announce(manager, run.id);
  }
}

function runHeld(run: RunEntity, reasons: HeldReason[]) {
  const { id: runId, organisationId, audienceId, runSeq, trigger, businessDate, count, previousCount } = run;
  return createEvent(topics.run, {
    type: 'audience.run.held.v1',
    service: SERVICE,
    organisationId,
    subject: runId,
    key: audienceId,
    identity: [runId],
    data: {
      organisationId,
      audienceId,
      runId,
      runSeq,
      trigger,
      businessDate,
      count: count ?? 0,
      ...(previousCount !== null && { previousCount }),
      reasons,
    },
  });
}
