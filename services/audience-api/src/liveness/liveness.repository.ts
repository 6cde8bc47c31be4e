import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { RunReference } from '../runs/locked-run';
import type { RunEntity } from '../runs/run.entity';
import { overdueSince, type RunDeadlines } from './domain/run-deadlines';

/** A sweep looks after so many runs; the next one goes on. */
const MOST_RUNS = 500;

@Injectable()
export class LivenessRepository {
  constructor(private readonly database: DataSource) {}

  /** Runs that stay in a state for too long or have a piece whose lease has run out, those that have waited longest first. */
  async unattended(now: Date, deadlines: RunDeadlines): Promise<RunReference[]> {
    const overdue = overdueSince(now, deadlines);
    return this.database.query(
      `SELECT run.id AS "runId", run.organisation_id AS "organisationId", run.audience_id AS "audienceId"
       FROM audience_api.runs run
       LEFT JOIN unnest($2::text[], $3::timestamptz[]) AS overdue (state, since) USING (state)
       WHERE run.finished_at IS NULL
         AND (run.state_since <= overdue.since
           OR EXISTS (SELECT FROM audience_api.run_pieces piece
                      WHERE piece.run_id = run.id AND piece.snapshot_id IS NULL AND piece.lease_until <= $1))
       ORDER BY run.state_since
       LIMIT ${String(MOST_RUNS)}`,
      [now, overdue.map(({ state }) => state), overdue.map(({ since }) => since)],
    );
  }

  /**
   * Whether calculators have taken up a run since an instant, or are at work on one, that was requested no later than a queued one, of
   * whatever organisation: calculators take up runs in the order of their requests, nearly, so that its own turn comes then. Later
   * runs prove nothing: a request that is lost would wait for as long as others come.
   */
  async queueMoves(manager: EntityManager, run: RunEntity, since: Date): Promise<boolean> {
    const [row]: { moves: boolean }[] = await manager.query(
      `SELECT EXISTS (
         SELECT FROM audience_api.runs other
         WHERE (other.started_at > $1 OR (other.finished_at IS NULL AND other.state = 'running'))
           AND other.created_at <= $2 AND other.id <> $3
       ) AS moves`,
      [since, run.createdAt, run.id],
    );
    return row?.moves ?? false;
  }
}
