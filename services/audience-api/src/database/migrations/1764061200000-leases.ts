import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pieces that calculators have in hand at the time of the migration get a lease when they next say something. */
export class Leases1764061200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.run_pieces
        ADD COLUMN attempt integer NOT NULL DEFAULT 1,
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
      ALTER TABLE audience_api.run_pieces DROP COLUMN attempt, DROP COLUMN lease_until, DROP COLUMN worker`);
  }
}
