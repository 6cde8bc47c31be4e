import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nobody has asked for a stream of the audiences that there are. */
export class Streams1764050400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.audiences
        ADD COLUMN stream text NOT NULL DEFAULT 'none',
        ADD COLUMN stream_epoch integer NOT NULL DEFAULT 0;
      ALTER TABLE audience_api.audiences ALTER COLUMN stream DROP DEFAULT, ALTER COLUMN stream_epoch DROP DEFAULT;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE audience_api.audiences DROP COLUMN stream, DROP COLUMN stream_epoch`);
  }
}
