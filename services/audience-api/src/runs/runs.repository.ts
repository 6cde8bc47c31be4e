import { Injectable } from '@nestjs/common';
import { runState, type RunState, type RunTrigger } from '@muster/contracts';
import {
  DataSource,
  In,
  LessThan,
  LessThanOrEqual,
  Not,
  type EntityManager,
  type FindOptionsWhere,
} from 'typeorm';
import { AudienceEntity } from '../audiences/audience.entity';
import type { Lease } from '../liveness/domain/lease';
import type { MissingInput, PublishedResult } from './domain/pin-inputs';
import { isFinished, UNDER_WAY } from './domain/run-state';
import { RunPieceEntity } from './run-piece.entity';
import { RunEntity } from './run.entity';

export interface RunFilter {
  /** Runs with a lower sequence number only. */
  readonly below: number | undefined;
  readonly state: RunState | undefined;
  readonly trigger: RunTrigger | undefined;
}

/** Of a column of type integer. */
const LARGEST_INTEGER = 2 ** 31 - 1;

@Injectable()
export class RunsRepository {
  constructor(private readonly database: DataSource) {}

  /** A run of an audience that has not been deleted. */
  async find(organisationId: string, id: string): Promise<RunEntity | undefined> {
    const run = await this.database
      .getRepository(RunEntity)
      .createQueryBuilder('run')
      .innerJoin(AudienceEntity, 'audience', 'audience.id = run.audienceId AND audience.deletedAt IS NULL')
      .where('run.organisationId = :organisationId AND run.id = :id', { organisationId, id })
      .getOne();
    return run ?? undefined;
  }

  /** A page of an audience's runs, newest first. */
  async list(
    organisationId: string,
    audienceId: string,
    limit: number,
    { below, state, trigger }: RunFilter,
  ): Promise<RunEntity[]> {
    return this.database.getRepository(RunEntity).find({
      where: {
        organisationId,
        audienceId,
        ...(below !== undefined && { runSeq: LessThan(below) }),
        ...(state && { state }),
        ...(trigger && { trigger }),
      },
      order: { runSeq: 'DESC' },
      take: limit,
    });
  }

  async byIds(ids: readonly string[], manager: EntityManager = this.database.manager): Promise<RunEntity[]> {
    return manager.getRepository(RunEntity).findBy({ id: In([...ids]) });
  }

  /** The newest run of each audience; every audience has one from its creation on. */
  async newestOf(
    audiences: readonly { readonly id: string; readonly lastRunSeq: number }[],
  ): Promise<RunEntity[]> {
    if (audiences.length === 0) return [];
    return this.database
      .getRepository(RunEntity)
      .findBy(audiences.map(({ id, lastRunSeq }) => ({ audienceId: id, runSeq: lastRunSeq })));
  }

  async ofAudience(manager: EntityManager, audienceId: string, id: string): Promise<RunEntity | undefined> {
    return (await manager.getRepository(RunEntity).findOneBy({ audienceId, id })) ?? undefined;
  }

  async waitingForPlan(
    manager: EntityManager,
    audienceId: string,
    definitionVersion: number,
  ): Promise<RunEntity[]> {
    return manager.getRepository(RunEntity).find({
      where: { audienceId, definitionVersion, state: In(['requested', 'compiling']) },
      order: { runSeq: 'ASC' },
    });
  }

  /** Runs of an audience that have not ended, oldest first. */
  async unfinished(manager: EntityManager, audienceId: string): Promise<RunEntity[]> {
    return this.unfinishedBefore(manager, { audienceId, runSeq: LARGEST_INTEGER });
  }

  /** Older runs of the same audience that have not ended, oldest first. */
  async unfinishedBefore(
    manager: EntityManager,
    { audienceId, runSeq }: Pick<RunEntity, 'audienceId' | 'runSeq'>,
  ): Promise<RunEntity[]> {
    const unfinished = runState.options.filter((state) => !isFinished(state));
    return manager.getRepository(RunEntity).find({
      where: { audienceId, runSeq: LessThan(runSeq), state: In(unfinished) },
      order: { runSeq: 'ASC' },
    });
  }

  /**
   * A result of an audience of the organisation that others may read: the published one (`latest`), or of a business date the one of
   * the latest instant, whether it was ever the published one or was computed for that day afterwards.
   * @param notAfter the latest business date that the published one may have; if it is of a later one, that before counts.
   */
  async publishedResult(
    manager: EntityManager,
    organisationId: string,
    audienceId: string,
    at: string,
    notAfter?: string,
  ): Promise<PublishedResult | undefined> {
    const run =
      at === 'latest'
        ? await this.latestResult(manager, organisationId, audienceId, notAfter)
        : await this.newestResult(manager, { organisationId, audienceId, businessDate: at });
    // Without its snapshots it would be nobody, silently.
    if (!run || !(await this.keepsMembers(manager, run.id))) return undefined;
    return { runId: run.id, snapshotIds: await this.snapshotIds(run.id, manager), count: run.count ?? 0 };
  }

  /** The completed run of the latest as-of instant, of several for one instant the newest: an earlier one never takes its place. */
  async newestResult(
    manager: EntityManager,
    where: FindOptionsWhere<RunEntity>,
  ): Promise<RunEntity | undefined> {
    const run = await manager.getRepository(RunEntity).findOne({
      where: { ...where, state: 'completed' },
      order: { asOf: 'DESC', runSeq: 'DESC' },
    });
    return run ?? undefined;
  }

  /** What an audience was on a date: the result of the latest instant whose business date is not after it. */
  async resultOn(organisationId: string, audienceId: string, date: string): Promise<RunEntity | undefined> {
    const where = { organisationId, audienceId, businessDate: LessThanOrEqual(date) };
    return this.newestResult(this.database.manager, where);
  }

  private async latestResult(
    manager: EntityManager,
    organisationId: string,
    audienceId: string,
    notAfter: string | undefined,
  ): Promise<RunEntity | undefined> {
    const published = await manager
      .getRepository(RunEntity)
      .createQueryBuilder('run')
      .innerJoin(AudienceEntity, 'audience', 'audience.publishedRunId = run.id')
      .where('audience.organisationId = :organisationId AND audience.id = :audienceId', {
        organisationId,
        audienceId,
      })
      .getOne();
    if (!published || notAfter === undefined || published.businessDate <= notAfter)
      return published ?? undefined;
    return this.newestResult(manager, {
      ...{ organisationId, audienceId },
      businessDate: LessThanOrEqual(notAfter),
    });
  }

  /**
   * Whether the members of a finished run are still kept. In a transaction they stay kept until its end: what it writes then tells
   * retention that they are read.
   */
  async keepsMembers(manager: EntityManager, runId: string): Promise<boolean> {
    if (manager.queryRunner?.isTransactionActive) {
      // Retention locks a run FOR UPDATE before it looks for readers: one of the two waits for the other and sees what it has done.
      await manager.query('SELECT FROM audience_api.runs WHERE id = $1 FOR KEY SHARE', [runId]);
    }
    return (await this.retired([runId], manager)).size === 0;
  }

  /** The audiences of some results of which a run is under way that may bring the result. */
  async underWay(
    manager: EntityManager,
    organisationId: string,
    results: readonly MissingInput[],
  ): Promise<Set<string>> {
    const runs = await manager.getRepository(RunEntity).find({
      select: { audienceId: true },
      where: results.map(({ audienceId, date }) => ({
        ...{ organisationId, audienceId, state: In([...UNDER_WAY]) },
        ...(date === 'latest' ? { publication: Not('never') } : { businessDate: date }),
      })),
    });
    return new Set(runs.map(({ audienceId }) => audienceId));
  }

  /** Which of some runs have been retired: their members are gone. */
  async retired(
    runIds: readonly string[],
    manager: EntityManager = this.database.manager,
  ): Promise<Set<string>> {
    const rows: { id: string }[] = await manager.query(
      'SELECT run_id AS id FROM audience_api.retired_runs WHERE run_id = ANY($1::uuid[])',
      [runIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The snapshots that together are the result of a completed run, by piece. */
  async snapshotIds(runId: string, manager: EntityManager = this.database.manager): Promise<string[]> {
    const pieces = await this.pieces(manager, runId);
    return pieces.flatMap(({ snapshotId }) => snapshotId ?? []);
  }

  async insert(manager: EntityManager, runs: readonly RunEntity[]): Promise<void> {
    await manager.getRepository(RunEntity).insert([...runs]);
  }

  async save(manager: EntityManager, run: RunEntity): Promise<void> {
    await manager.getRepository(RunEntity).save(run);
  }

  /** Whether the rule as it was before a change is still being computed, for the instant of a run that computes the changed one. */
  async hasBaselineUnderWay(
    manager: EntityManager,
    { audienceId, runSeq, asOf }: RunEntity,
  ): Promise<boolean> {
    return manager.getRepository(RunEntity).existsBy({
      ...{ audienceId, asOf, trigger: 'definitionChanged', runSeq: LessThan(runSeq) },
      state: In([...UNDER_WAY]),
    });
  }

  /** The pieces of a run that is being queued, each with the same lease. */
  async insertPieces(
    manager: EntityManager,
    runId: string,
    pieces: number,
    lease: Lease,
  ): Promise<readonly Pick<RunPieceEntity, 'piece' | 'attempt'>[]> {
    const rows = Array.from({ length: pieces }, (_, piece) => ({
      runId,
      piece,
      ...lease,
      shardsDone: 0,
      shardsTotal: 0,
    }));
    await manager.getRepository(RunPieceEntity).insert(rows);
    return rows;
  }

  async pieces(manager: EntityManager, runId: string): Promise<RunPieceEntity[]> {
    return manager.getRepository(RunPieceEntity).find({ where: { runId }, order: { piece: 'ASC' } });
  }

  async piecesOf(runIds: readonly string[]): Promise<RunPieceEntity[]> {
    return this.database.getRepository(RunPieceEntity).findBy({ runId: In([...runIds]) });
  }

  async savePiece(manager: EntityManager, piece: RunPieceEntity): Promise<void> {
    await manager.getRepository(RunPieceEntity).save(piece);
  }
}
