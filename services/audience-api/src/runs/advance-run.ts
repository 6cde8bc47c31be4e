import { Inject, Injectable } from '@nestjs/common';
import { topics, type Diagnostic, type Plan } from '@muster/contracts';
import { createEvent, Outbox, SERVICE_CONFIG } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { AudienceApiConfig } from '../config';
import { SERVICE } from '../database/schema';
import { piecesFor } from './domain/pieces';
import { pinInputs } from './domain/pin-inputs';
import { isBeforeQueue } from './domain/run-state';
import { KnownUsers } from './known-users';
import { RunEndings, takeStep } from './run-endings';
import type { RunEntity } from './run.entity';
import { RunsRepository } from './runs.repository';

/** What a compiler has made of a definition version: a plan, the reasons why there is none, or nothing yet. */
export interface CompilationState {
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[] | null;
}

/**
 * Takes a run as far as it can go without calculators: it waits for its plan, is queued with its inputs pinned, or fails.
 * Called when a run is requested and when a plan arrives, in whichever order; the audience must be locked by the transaction.
 */
@Injectable()
export class AdvanceRun {
  constructor(
    private readonly runs: RunsRepository,
    private readonly endings: RunEndings,
    private readonly users: KnownUsers,
    private readonly outbox: Outbox,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  async execute(manager: EntityManager, run: RunEntity, compilation: CompilationState): Promise<void> {
    if (!isBeforeQueue(run.state)) return;
    if (compilation.plan) return this.queue(manager, run, compilation.plan);
    const [problem] = compilation.diagnostics ?? [];
    if (problem) {
      const message = `the rule cannot be compiled: ${problem.message}`;
      return this.endings.fail(manager, run, { code: problem.code, message }, compilation.diagnostics ?? []);
    }
    if (takeStep(run, 'awaitPlan')) await this.runs.save(manager, run);
  }

  private async queue(manager: EntityManager, run: RunEntity, plan: Plan): Promise<void> {
    const pinning = await pinInputs(plan.inputs, run.businessDate, (audienceId, date) =>
      this.runs.publishedResult(manager, run.organisationId, audienceId, date),
    );
    if ('failure' in pinning) return this.endings.fail(manager, run, pinning.failure);
    const pieces = piecesFor(await this.users.bound(run.organisationId));
    if (!takeStep(run, 'queue')) return;
    run.inputs = [...pinning.inputs];
    run.pieces = pieces;
    await this.runs.save(manager, run);
    await this.runs.insertPieces(manager, run.id, pieces);
    const requests = Array.from({ length: pieces }, (_, piece) =>
      calculationRequest(run, plan, piece, pieces, this.config.READ_BUDGET_ROWS),
    );
    await this.outbox.add(manager, topics.calculation, requests);
  }
}

function calculationRequest(
  run: RunEntity,
  plan: Plan,
  piece: number,
  pieces: number,
  readBudgetRows: number,
) {
  const { id: runId, organisationId, audienceId, runSeq, definitionVersion, asOf, businessDate } = run;
  return createEvent(topics.calculation, {
    type: 'audience.calculation.requested.v1',
    service: SERVICE,
    organisationId,
    subject: runId,
    key: `${runId}/${String(piece)}`,
    identity: [runId, piece],
    data: {
      organisationId,
      audienceId,
      definitionVersion,
      runId,
      runSeq,
      piece,
      pieces,
      asOf,
      businessDate,
      plan,
      inputs: Object.fromEntries(
        run.inputs.map(({ parameter, snapshotIds }) => [parameter, [...snapshotIds]]),
      ),
      readBudgetRows,
    },
  });
}
