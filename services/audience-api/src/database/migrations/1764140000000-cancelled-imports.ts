import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CancelledImports1764140000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.imports ADD COLUMN delimiter text;
      ALTER TABLE audience_api.imports DROP CONSTRAINT imports_state_check;
      ALTER TABLE audience_api.imports ADD CHECK (state IN
        ('awaitingFile', 'requested', 'running', 'cancelling', 'completed', 'failed', 'cancelled'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE audience_api.imports SET state = 'failed', failure_code = 'import.cancelled',
        failure_message = 'the import was cancelled' WHERE state = 'cancelled';
      UPDATE audience_api.imports SET state = 'running' WHERE state = 'cancelling';
      ALTER TABLE audience_api.imports DROP CONSTRAINT imports_state_check;
      ALTER TABLE audience_api.imports ADD CHECK (state IN
        ('awaitingFile', 'requested', 'running', 'completed', 'failed'));
      ALTER TABLE audience_api.imports DROP COLUMN delimiter`);
  }
}
