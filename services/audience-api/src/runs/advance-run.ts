import { Inject, Injectable } from '@nestjs/common';
import type { Plan } from '@muster/contracts';
import { SERVICE_CONFIG } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { CompilationState } from '../audiences/current-plans';
import { ChangeFeed } from '../changes/change-feed';
import type { AudienceApiConfig } from '../config';
import { DatabaseClock } from '../database/database-clock';
import { offer } from '../liveness/domain/lease';
import { CalculationRequests } from './calculation-requests';
import { piecesFor } from './domain/pieces';
import { isBeforeQueue } from './domain/run-state';
import { PinRunInputs } from './pin-run-inputs';
import { RunEndings, takeStep } from './run-endings';
import type { RunEntity } from './run.entity';
import { RunsRepository } from './runs.repository';

/**
 * Takes a run as far as it can go without calculators: it waits for its plan or its inputs, is queued with its inputs pinned, or fails.
 * Called when a run is requested, when a plan arrives and when an input has ended, in whichever order; the audience must be locked by
 * the transaction.
 */
@Injectable()
export class AdvanceRun {
  constructor(
    private readonly runs: RunsRepository,
    private readonly endings: RunEndings,
    private readonly inputs: PinRunInputs,
    private readonly requests: CalculationRequests,
    private readonly changes: ChangeFeed,
    private readonly clock: DatabaseClock,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  /** @param users of the organisation, as `KnownUsers` tells before the transaction: nobody waits for the engine with a lock in hand. */
  async execute(
    manager: EntityManager,
    run: RunEntity,
    compilation: CompilationState,
    users: number,
  ): Promise<void> {
    if (!isBeforeQueue(run.state)) return;
    if (compilation.plan) return this.queue(manager, run, compilation.plan, users);
    const [problem] = compilation.diagnostics ?? [];
    if (problem) {
      const message = `the rule cannot be compiled: ${problem.message}`;
      return this.endings.fail(manager, run, { code: problem.code, message }, compilation.diagnostics ?? []);
    }
    if (!takeStep(run, 'awaitPlan')) return;
    await this.runs.save(manager, run);
    await this.changes.announce(manager, run.id);
  }

  private async queue(manager: EntityManager, run: RunEntity, plan: Plan, users: number): Promise<void> {
    const pinning = await this.inputs.execute(manager, run, plan);
    if ('waitsFor' in pinning) {
      run.waitsFor = [...pinning.waitsFor];
      return this.runs.save(manager, run);
    }
    if ('failure' in pinning) return this.endings.fail(manager, run, pinning.failure);
    const pieces = piecesFor(users, this.config.AUDIENCE_USERS_PER_PIECE);
    if (!takeStep(run, 'queue')) return;
    run.waitsFor = [];
    run.inputs = [...pinning.inputs];
    run.staleInputs = [...pinning.staleInputs];
    run.pieces = pieces;
    await this.runs.save(manager, run);
    const lease = offer(1, 0, await this.clock.now(manager), this.config.RUN_LEASE_SECONDS);
    const offered = await this.runs.insertPieces(manager, run.id, pieces, lease);
    await this.requests.ask(manager, run, plan, offered);
    await this.changes.announce(manager, run.id);
  }
}
