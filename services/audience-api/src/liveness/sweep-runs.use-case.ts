import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Failure } from '@muster/contracts';
import { SERVICE_CONFIG } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { isOutdated } from '../audiences/current-plans';
import type { AudienceApiConfig } from '../config';
import { DatabaseClock } from '../database/database-clock';
import { CalculationRequests } from '../runs/calculation-requests';
import { isFinished } from '../runs/domain/run-state';
import { KnownUsers } from '../runs/known-users';
import { LockedRuns, type RunReference } from '../runs/locked-run';
import { RunEndings } from '../runs/run-endings';
import type { RunPieceEntity } from '../runs/run-piece.entity';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { StartRequestedRun } from '../runs/start-requested-run.use-case';
import { judgeLease, LEASES_OF_AN_OFFER, waitOn } from './domain/lease';
import { overdue, type RunDeadlines } from './domain/run-deadlines';
import { LivenessRepository } from './liveness.repository';

/**
 * Looks after runs that nobody seems to look after: gives pieces whose worker is silent to others, and fails runs that have been given
 * away too often or have waited for too long. Any number of replicas may sweep at once.
 */
@Injectable()
export class SweepRuns {
  private readonly log = new Logger(SweepRuns.name);
  private readonly deadlines: RunDeadlines;

  constructor(
    private readonly database: DataSource,
    private readonly liveness: LivenessRepository,
    private readonly lockedRuns: LockedRuns,
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly endings: RunEndings,
    private readonly requests: CalculationRequests,
    private readonly startRequestedRun: StartRequestedRun,
    private readonly knownUsers: KnownUsers,
    private readonly clock: DatabaseClock,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {
    this.deadlines = {
      waiting: config.RUN_WAIT_DEADLINE_SECONDS,
      calculating: config.RUN_CALCULATION_DEADLINE_SECONDS,
    };
  }

  /** A run that cannot be looked after now is left to the next sweep. */
  async execute(at?: Date): Promise<void> {
    const now = at ?? (await this.clock.now());
    for (const reference of await this.liveness.unattended(now, this.deadlines)) {
      try {
        // Asked before the transaction, for runs that can be queued now.
        const users = await this.knownUsers.bound(reference.organisationId);
        await this.database.transaction((manager) => this.attend(manager, reference, now, users));
      } catch (error) {
        this.log.warn(`run ${reference.runId} is left to the next sweep: ${String(error)}`);
      }
    }
  }

  private async attend(
    manager: EntityManager,
    reference: RunReference,
    now: Date,
    users: number,
  ): Promise<void> {
    // Who has locked it is changing it right now: another replica, or news of the run.
    const locked = await this.lockedRuns.lockIfFree(manager, reference);
    if (!locked || isFinished(locked.run.state)) return;
    const { run } = locked;
    const tooLate = overdue(run, now, this.deadlines);
    // The news of a request may be far behind in its topic, or lost: nothing but its turn is missing.
    if (run.waitsFor.length > 0 || (tooLate && run.state === 'requested')) {
      return this.lookAgain(manager, reference, run, now, users);
    }
    if (tooLate && !(await this.waitsItsTurn(manager, run, now)))
      return this.endings.fail(manager, run, tooLate);
    const unfinished = (await this.runs.pieces(manager, run.id)).filter((piece) => piece.snapshotId === null);
    await this.attendPieces(manager, run, unfinished, now);
  }

  /** A run that waits for its inputs has no deadline of its own: theirs bound it. The end of one may have been told in vain. */
  private async lookAgain(
    manager: EntityManager,
    reference: RunReference,
    run: RunEntity,
    now: Date,
    users: number,
  ): Promise<void> {
    // Not again with every sweep, before all others.
    run.stateSince = now;
    await this.runs.save(manager, run);
    await this.startRequestedRun.execute(manager, reference, users);
  }

  /**
   * Whether a queued run merely stands in a queue that moves, however long it is: a night of an organisation may last for hours. It
   * begins to wait anew then.
   */
  private async waitsItsTurn(manager: EntityManager, run: RunEntity, now: Date): Promise<boolean> {
    if (run.state !== 'queued') return false;
    const since = new Date(now.getTime() - this.deadlines.waiting * 1000);
    if (!(await this.liveness.queueMoves(manager, run, since))) return false;
    run.stateSince = now;
    await this.runs.save(manager, run);
    return true;
  }

  private async attendPieces(
    manager: EntityManager,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
    now: Date,
  ): Promise<void> {
    const limits = { maxLosses: this.config.RUN_ATTEMPTS, leaseSeconds: this.config.RUN_LEASE_SECONDS };
    const offered: RunPieceEntity[] = [];
    const offerSince = new Date(now.getTime() - LEASES_OF_AN_OFFER * limits.leaseSeconds * 1000);
    const isUntaken = (piece: RunPieceEntity): boolean =>
      piece.worker === null && judgeLease(piece, now, limits) !== 'held';
    const queueMoves = pieces.some(isUntaken) && (await this.liveness.queueMoves(manager, run, offerSince));
    for (const piece of pieces) {
      const verdict = judgeLease(piece, now, limits);
      if (verdict === 'held') continue;
      if (piece.worker === null && queueMoves) {
        await this.runs.savePiece(manager, Object.assign(piece, waitOn(piece, now, limits.leaseSeconds)));
        continue;
      }
      if (verdict === 'exhausted') return this.endings.fail(manager, run, attemptsExhausted(run, piece));
      this.log.warn(
        `run ${run.id}, piece ${String(piece.piece)}: ${piece.worker ?? 'nobody'} is not heard of; it is offered again`,
      );
      offered.push(Object.assign(piece, verdict.offer));
    }
    await this.offerAgain(manager, run, offered);
  }

  private async offerAgain(
    manager: EntityManager,
    run: RunEntity,
    pieces: readonly RunPieceEntity[],
  ): Promise<void> {
    if (pieces.length === 0) return;
    const definition = await this.audiences.definition(manager, run.audienceId, run.definitionVersion);
    if (!definition?.plan) throw new Error(`run ${run.id} was queued without a plan`);
    if (isOutdated(definition)) return this.endings.fail(manager, run, PLAN_OUTDATED);
    for (const piece of pieces) await this.runs.savePiece(manager, piece);
    await this.requests.ask(manager, run, definition.plan, pieces);
  }
}

const PLAN_OUTDATED: Failure = {
  code: 'run.plan-outdated',
  message:
    'calculators have been upgraded since the run was queued, and execute no plans like its own; the next run has a new one',
};

function attemptsExhausted(run: RunEntity, { piece, losses, worker, leaseUntil }: RunPieceEntity): Failure {
  const which = `piece ${String(piece)} of ${String(run.pieces)}`;
  const last = `the last one (${worker ?? ''}) is silent and had it until ${leaseUntil?.toISOString() ?? ''}`;
  const message = `${String(losses + 1)} calculators have taken ${which} up and none has finished it; ${last}`;
  return { code: 'run.attempts-exhausted', message };
}
