import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What organisations have declared, and what an import found of values that do not fit it. */
export class Values1764170000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE import_jobs
        ADD COLUMN trimmed_ids integer NOT NULL DEFAULT 0,
        ADD COLUMN mistyped json NOT NULL DEFAULT '[]';
      CREATE TABLE declared_types (
        organisation uuid PRIMARY KEY,
        declared json NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE declared_types;
      ALTER TABLE import_jobs DROP COLUMN trimmed_ids, DROP COLUMN mistyped`);
  }
}
