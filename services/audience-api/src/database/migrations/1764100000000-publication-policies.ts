import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether a run becomes the published result, and that a completed one was kept as history instead. Runs that there are were requested
 * when every completed one was published.
 */
export class PublicationPolicies1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.runs
        ADD COLUMN publication text NOT NULL DEFAULT 'always' CHECK (publication IN ('always', 'ifNewest', 'never')),
        ADD COLUMN kept_as_history boolean NOT NULL DEFAULT false;
      ALTER TABLE audience_api.runs ALTER COLUMN publication DROP DEFAULT, ALTER COLUMN kept_as_history DROP DEFAULT;
      CREATE INDEX runs_by_as_of ON audience_api.runs (audience_id, as_of DESC, run_seq DESC) WHERE state = 'completed';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX audience_api.runs_by_as_of;
      ALTER TABLE audience_api.runs DROP COLUMN kept_as_history, DROP COLUMN publication`);
  }
}
