import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A run whose members nobody can see any more. */
export interface RetiredRun {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly runId: string;
  readonly audienceDeleted: boolean;
  readonly snapshotIds: readonly string[];
}

/** Where a walk through ended runs has come to, in the order of their ends; as text, which keeps all digits of a time. */
export interface RunPosition {
  readonly finishedAt: string;
  readonly runId: string;
}

/** Before all of them. */
export const FIRST_RUN: RunPosition = {
  finishedAt: '-infinity',
  runId: '00000000-0000-0000-0000-000000000000',
};

export interface RetiredBatch {
  readonly runs: readonly RetiredRun[];
  /** Undefined when no run is due after this batch. */
  readonly next: RunPosition | undefined;
}

/**
 * Nothing can be read of a result that was not published, or whose audience was deleted. A day passes all the same: what has begun to
 * read or to write it before has ended then.
 */
const GRACE = `interval '1 day'`;

/** Of a row `run` with its `organisation` and `audience`; $1 is now. */
const IS_DUE = `run.finished_at < $1::timestamptz - ${GRACE}
  AND CASE
    WHEN audience.deleted_at IS NOT NULL THEN audience.deleted_at < $1::timestamptz - ${GRACE}
    WHEN run.state = 'completed' THEN run.finished_at < $1::timestamptz - make_interval(days => organisation.retention_days)
    ELSE true END
  AND EXISTS (SELECT FROM audience_api.run_pieces piece WHERE piece.run_id = run.id AND piece.snapshot_id IS NOT NULL)
  AND NOT EXISTS (SELECT FROM audience_api.retired_runs retired WHERE retired.run_id = run.id)`;

/** Of a row `run` with its `audience`: it is not the published one, and nothing that has yet to end reads it. */
const NOBODY_READS_IT = `(audience.deleted_at IS NOT NULL OR run.id IS DISTINCT FROM audience.published_run_id)
  AND NOT EXISTS (SELECT FROM audience_api.runs reader, json_array_elements(reader.inputs) AS input
                  WHERE reader.organisation_id = run.organisation_id AND reader.finished_at IS NULL
                    AND input->>'runId' = run.id::text)
  AND NOT EXISTS (SELECT FROM audience_api.exports export
                  WHERE export.run_id = run.id AND export.finished_at IS NULL)`;

/** Results whose time is over. */
@Injectable()
export class DueResultsRepository {
  /**
   * Retires ended runs after a position, oldest first: results that are older than their organisation keeps them, results that were
   * never published, and all of deleted audiences; never the published one of an audience that is there, and none that an unfinished run
   * or export reads. What another replica is retiring is left to it.
   *
   * Two statements: the locks first, then whether anybody reads them. Whoever pins a run locks its row FOR KEY SHARE
   * (`RunsRepository.keepsMembers`), so that it either waits for this transaction and finds the run retired, or has committed before the
   * second statement begins, which sees it as a reader. One statement would look for readers as of its own beginning, before it had
   * waited for anybody.
   */
  async retire(
    manager: EntityManager,
    now: Date,
    limit: number,
    after: RunPosition = FIRST_RUN,
  ): Promise<RetiredBatch> {
    const due = await this.lockDue(manager, now, limit, after);
    const runs: RetiredRun[] = await manager.query(
      `WITH retired AS (
         INSERT INTO audience_api.retired_runs (run_id, retired_at)
         SELECT run.id, $1 FROM audience_api.runs run
         JOIN audience_api.audiences audience ON audience.id = run.audience_id
         WHERE run.id = ANY($2::uuid[]) AND ${NOBODY_READS_IT}
         ON CONFLICT DO NOTHING RETURNING run_id
       )
       SELECT run.id AS "runId", run.organisation_id AS "organisationId", run.audience_id AS "audienceId",
         audience.deleted_at IS NOT NULL AS "audienceDeleted",
         array(SELECT piece.snapshot_id FROM audience_api.run_pieces piece
               WHERE piece.run_id = run.id AND piece.snapshot_id IS NOT NULL ORDER BY piece.piece) AS "snapshotIds"
       FROM retired JOIN audience_api.runs run ON run.id = retired.run_id
       JOIN audience_api.audiences audience ON audience.id = run.audience_id`,
      [now, due.map(({ runId }) => runId)],
    );
    return { runs, next: due.length < limit ? undefined : due.at(-1) };
  }

  private async lockDue(
    manager: EntityManager,
    now: Date,
    limit: number,
    { finishedAt, runId }: RunPosition,
  ): Promise<RunPosition[]> {
    return manager.query(
      `SELECT run.id AS "runId", run.finished_at::text AS "finishedAt" FROM audience_api.runs run
       JOIN audience_api.organisations organisation ON organisation.id = run.organisation_id
       JOIN audience_api.audiences audience ON audience.id = run.audience_id
       WHERE (run.finished_at, run.id) > ($3::timestamptz, $4::uuid) AND ${IS_DUE} AND ${NOBODY_READS_IT}
       ORDER BY run.finished_at, run.id LIMIT $2
       FOR UPDATE OF run SKIP LOCKED`,
      [now, limit, finishedAt, runId],
    );
  }
}
