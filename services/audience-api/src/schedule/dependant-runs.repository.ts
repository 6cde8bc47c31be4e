import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RunReference } from '../runs/locked-run';

/** Runs that may have waited for others. */
@Injectable()
export class DependantRunsRepository {
  constructor(private readonly database: DataSource) {}

  /** Runs of an audience's changed rules that have not been queued. */
  async ofChangedRules(organisationId: string, audienceId: string): Promise<RunReference[]> {
    return this.database.query(
      `SELECT organisation_id AS "organisationId", audience_id AS "audienceId", id AS "runId"
       FROM audience_api.runs
       WHERE organisation_id = $1 AND audience_id = $2 AND trigger = 'definitionChanged'
         AND state IN ('requested', 'compiling')
       ORDER BY run_seq`,
      [organisationId, audienceId],
    );
  }

  /**
   * Runs that have not been queued, of audiences whose rules name an audience. Whether they are known to wait, and for which day, is not
   * asked: one that looks at its inputs right now has not yet said so.
   */
  async notQueued(organisationId: string, audienceId: string): Promise<RunReference[]> {
    return this.database.query(
      `SELECT run.organisation_id AS "organisationId", run.audience_id AS "audienceId", run.id AS "runId"
       FROM audience_api.audience_references reference
       JOIN audience_api.runs run
         ON run.audience_id = reference.audience_id AND run.definition_version = reference.version
       WHERE reference.organisation_id = $1 AND reference.referenced_id = $2
         AND run.state IN ('requested', 'compiling')
       ORDER BY run.created_at, run.id`,
      [organisationId, audienceId],
    );
  }
}
