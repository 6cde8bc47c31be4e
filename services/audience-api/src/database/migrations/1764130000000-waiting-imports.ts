import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For counting the imports of an organisation that wait for their files, at each new one. */
export class WaitingImports1764130000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX imports_waiting ON audience_api.imports (organisation_id, created_at) WHERE state = 'awaitingFile'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audience_api.imports_waiting');
  }
}
