import { Inject, Injectable } from '@nestjs/common';
import { topics, type Plan } from '@muster/contracts';
import { createEvent, Outbox, SERVICE_CONFIG } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { AudienceApiConfig } from '../config';
import { SERVICE } from '../database/schema';
import type { RunPieceEntity } from './run-piece.entity';
import type { RunEntity } from './run.entity';

type RequestedPiece = Pick<RunPieceEntity, 'piece' | 'attempt'>;

/** Asks calculators for pieces of queued runs, the first time and whenever a piece is taken from a silent worker. */
@Injectable()
export class CalculationRequests {
  constructor(
    private readonly outbox: Outbox,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  async ask(
    manager: EntityManager,
    run: RunEntity,
    plan: Plan,
    pieces: readonly RequestedPiece[],
  ): Promise<void> {
    const requests = pieces.map((piece) => this.requested(run, plan, piece));
    await this.outbox.add(manager, topics.calculation, requests);
  }

  private requested(run: RunEntity, plan: Plan, { piece, attempt }: RequestedPiece) {
    const { id: runId, organisationId, audienceId, runSeq, definitionVersion, asOf, businessDate } = run;
    // Only later attempts are named in ids and keys. Under the same key, a piece would wait behind the very worker that is
    // silent: in its partition of the topic, or in its queue.
    const attemptAt = attempt === 1 ? [] : [attempt];
    return createEvent(topics.calculation, {
      type: 'audience.calculation.requested.v1',
      service: SERVICE,
      organisationId,
      subject: runId,
      key: [runId, piece, ...attemptAt].join('/'),
      identity: [runId, piece, ...attemptAt],
      data: {
        organisationId,
        audienceId,
        definitionVersion,
        runId,
        runSeq,
        piece,
        pieces: run.pieces ?? 1,
        asOf,
        businessDate,
        plan,
        inputs: Object.fromEntries(
          run.inputs.map(({ parameter, snapshotIds }) => [parameter, [...snapshotIds]]),
        ),
        inputMembers: Object.fromEntries(
          run.inputs.flatMap(({ parameter, count }) => (count === undefined ? [] : [[parameter, count]])),
        ),
        readBudgetRows: this.config.READ_BUDGET_ROWS,
        attempt,
        leaseSeconds: this.config.RUN_LEASE_SECONDS,
      },
    });
  }
}
