import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** A run whose members nobody can see any more. */
export interface RetiredRun {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly runId: string;
  readonly snapshotIds: readonly string[];
}

/** Of a row `run` with its `audience`: it is not the published one, and nothing that has yet to end reads it. */
const NOBODY_READS_IT = `run.id IS DISTINCT FROM audience.published_run_id
  AND NOT EXISTS (SELECT FROM audience_api.runs reader, json_array_elements(reader.inputs) AS input
                  WHERE reader.organisation_id = run.organisation_id AND reader.finished_at IS NULL
                    AND input->>'runId' = run.id::text)
  AND NOT EXISTS (SELECT FROM audience_api.exports export
                  WHERE export.run_id = run.id AND export.finished_at IS NULL)`;

@Injectable()
export class RetentionRepository {
  constructor(private readonly database: DataSource) {}

  /** Null for ever. */
  async days(organisationId: string): Promise<number | null> {
    const rows: { days: number | null }[] = await this.database.query(
      'SELECT retention_days AS days FROM audience_api.organisations WHERE id = $1',
      [organisationId],
    );
    return rows[0]?.days ?? null;
  }

  async setDays(organisationId: string, days: number | null): Promise<void> {
    await this.database.query('UPDATE audience_api.organisations SET retention_days = $2 WHERE id = $1', [
      organisationId,
      days,
    ]);
  }

  /**
   * Retires finished runs that are older than their organisation keeps them: oldest first, never the published one of an audience, and
   * none that an unfinished run or export reads. What another replica is retiring is left to it.
   *
   * Two statements: the locks first, then whether anybody reads them. Whoever pins a run locks its row FOR KEY SHARE
   * (`RunsRepository.keepsMembers`), so that it either waits for this transaction and finds the run retired, or has committed before the
   * second statement begins, which sees it as a reader. One statement would look for readers as of its own beginning, before it had
   * waited for anybody.
   */
  async retire(manager: EntityManager, now: Date, limit: number): Promise<RetiredRun[]> {
    const due = await this.lockDue(manager, now, limit);
    return manager.query(
      `WITH retired AS (
         INSERT INTO audience_api.retired_runs (run_id, retired_at)
         SELECT run.id, $1 FROM audience_api.runs run
         JOIN audience_api.audiences audience ON audience.id = run.audience_id
         WHERE run.id = ANY($2::uuid[]) AND ${NOBODY_READS_IT}
         ON CONFLICT DO NOTHING RETURNING run_id
       )
       SELECT run.id AS "runId", run.organisation_id AS "organisationId", run.audience_id AS "audienceId",
         array(SELECT piece.snapshot_id FROM audience_api.run_pieces piece
               WHERE piece.run_id = run.id AND piece.snapshot_id IS NOT NULL ORDER BY piece.piece) AS "snapshotIds"
       FROM retired JOIN audience_api.runs run ON run.id = retired.run_id`,
      [now, due],
    );
  }

  private async lockDue(manager: EntityManager, now: Date, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await manager.query(
      `SELECT run.id FROM audience_api.runs run
       JOIN audience_api.organisations organisation ON organisation.id = run.organisation_id
       JOIN audience_api.audiences audience ON audience.id = run.audience_id
       WHERE run.finished_at < $1::timestamptz - make_interval(days => organisation.retention_days)
         AND NOT EXISTS (SELECT FROM audience_api.retired_runs retired WHERE retired.run_id = run.id)
         AND ${NOBODY_READS_IT}
       ORDER BY run.finished_at LIMIT $2
       FOR UPDATE OF run SKIP LOCKED`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }
}
