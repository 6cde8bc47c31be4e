import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Estimates1763946000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audience_api.estimates (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL REFERENCES audience_api.organisations,
        session text,
        outcome json,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX estimates_by_age ON audience_api.estimates (created_at);
      CREATE INDEX estimates_waiting ON audience_api.estimates (organisation_id, session) WHERE outcome IS NULL;
      ALTER TABLE audience_api.runs DROP CONSTRAINT runs_state_check, ADD CONSTRAINT runs_state_check CHECK (state IN
        ('requested', 'compiling', 'queued', 'running', 'publishing', 'completed', 'failed', 'superseded', 'cancelled'));`);
  }

  /** Fails while there are cancelled runs: they have no state in the older schema. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.runs DROP CONSTRAINT runs_state_check, ADD CONSTRAINT runs_state_check CHECK (state IN
        ('requested', 'compiling', 'queued', 'running', 'publishing', 'completed', 'failed', 'superseded'));
      DROP TABLE audience_api.estimates`);
  }
}
