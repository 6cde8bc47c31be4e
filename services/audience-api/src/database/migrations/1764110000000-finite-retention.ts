import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far sweeps have come that go through something by age. Organisations that are there keep what they have chosen: null, which was
 * the default, may have been their wish, and what is deleted does not come back.
 */
export class FiniteRetention1764110000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audience_api.sweep_positions (sweep text PRIMARY KEY, position bigint NOT NULL);
      CREATE INDEX runs_by_end ON audience_api.runs (finished_at, id) WHERE finished_at IS NOT NULL;
      CREATE INDEX exports_by_run ON audience_api.exports (run_id);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX audience_api.exports_by_run;
      DROP INDEX audience_api.runs_by_end;
      DROP TABLE audience_api.sweep_positions`);
  }
}
