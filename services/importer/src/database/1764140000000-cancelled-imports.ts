import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports can be cancelled until they begin to land. An attempt that was at work before the upgrade may have begun. */
export class CancelledImports1764140000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE import_jobs ADD COLUMN landing boolean NOT NULL DEFAULT false;
      UPDATE import_jobs SET landing = true WHERE state = 'running';
      ALTER TABLE import_jobs ADD COLUMN delimiter text;
      ALTER TABLE import_jobs DROP CONSTRAINT import_jobs_state_check;
      ALTER TABLE import_jobs ADD CHECK (state IN ('running', 'completed', 'failed', 'cancelled'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM import_jobs WHERE state = 'cancelled';
      ALTER TABLE import_jobs DROP CONSTRAINT import_jobs_state_check;
      ALTER TABLE import_jobs ADD CHECK (state IN ('running', 'completed', 'failed'));
      ALTER TABLE import_jobs DROP COLUMN delimiter, DROP COLUMN landing`);
  }
}
