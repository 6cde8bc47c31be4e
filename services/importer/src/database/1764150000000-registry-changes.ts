import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the changes of an organisation's registry, so that one restored to an earlier point is recognised; see `RegistryGuard`. */
export class RegistryChanges1764150000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE uid_counters ADD COLUMN changes bigint NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE uid_counters DROP COLUMN changes`);
  }
}
