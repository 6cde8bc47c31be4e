import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/**
 * Of a row `run` with its `audience`: nothing is kept of it but its record, which nobody asks for. The newest run of an audience stays,
 * since lists show it, and so does whatever an export names.
 */
const IS_FORGOTTEN = `(EXISTS (SELECT FROM audience_api.retired_runs retired WHERE retired.run_id = run.id)
    OR NOT EXISTS (SELECT FROM audience_api.run_pieces piece WHERE piece.run_id = run.id AND piece.snapshot_id IS NOT NULL))
  AND (audience.deleted_at IS NOT NULL
    OR (run.id IS DISTINCT FROM audience.published_run_id AND run.run_seq <> audience.last_run_seq))
  AND NOT EXISTS (SELECT FROM audience_api.exports export WHERE export.run_id = run.id)`;

/** Records of runs that are not listed any more. */
@Injectable()
export class OldRunsRepository {
  constructor(private readonly database: DataSource) {}

  /**
   * Deletes runs that ended so many days ago, with their pieces. What another replica is deleting is left to it.
   * @returns how many were deleted.
   */
  async delete(days: number, limit: number): Promise<number> {
    const rows: { deleted: number }[] = await this.database.query(
      `WITH old AS (
         SELECT run.id FROM audience_api.runs run
         JOIN audience_api.audiences audience ON audience.id = run.audience_id
         WHERE run.finished_at < now() - make_interval(days => $1) AND ${IS_FORGOTTEN}
         ORDER BY run.finished_at LIMIT $2
         FOR UPDATE OF run SKIP LOCKED
       ), pieces AS (
         DELETE FROM audience_api.run_pieces piece USING old WHERE piece.run_id = old.id
       ), gone AS (
         DELETE FROM audience_api.runs run USING old WHERE run.id = old.id RETURNING 1
       ) SELECT count(*)::int AS deleted FROM gone`,
      [days, limit],
    );
    return rows[0]?.deleted ?? 0;
  }
}
