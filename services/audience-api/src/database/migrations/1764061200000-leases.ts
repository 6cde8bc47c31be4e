import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pieces that wait or are worked on at the time of the migration get a lease when somebody works on them who knows leases. */
export class Leases1764061200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.run_pieces
        ADD COLUMN attempt integer NOT NULL DEFAULT 1,
        ADD COLUMN losses integer NOT NULL DEFAULT 0,
        ADD COLUMN lease_until timestamptz,
        ADD COLUMN worker text;
      ALTER TABLE audience_api.runs ADD COLUMN state_since timestamptz NOT NULL DEFAULT now();
      ALTER TABLE audience_api.runs ALTER COLUMN state_since DROP DEFAULT;
      CREATE INDEX runs_unfinished ON audience_api.runs (state_since) WHERE finished_at IS NULL;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX audience_api.runs_unfinished;
      ALTER TABLE audience_api.runs DROP COLUMN state_since;
      ALTER TABLE audience_api.run_pieces DROP COLUMN attempt, DROP COLUMN losses, DROP COLUMN lease_until, DROP COLUMN worker`);
  }
}
