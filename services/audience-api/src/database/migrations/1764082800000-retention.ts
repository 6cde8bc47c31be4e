import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Retention1764082800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.organisations ADD COLUMN retention_days integer CHECK (retention_days > 0);
      CREATE TABLE audience_api.retired_runs (
        run_id uuid PRIMARY KEY REFERENCES audience_api.runs ON DELETE CASCADE,
        retired_at timestamptz NOT NULL
      );
      CREATE INDEX runs_finished ON audience_api.runs (organisation_id, finished_at) WHERE finished_at IS NOT NULL;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX audience_api.runs_finished;
      DROP TABLE audience_api.retired_runs;
      ALTER TABLE audience_api.organisations DROP COLUMN retention_days`);
  }
}
