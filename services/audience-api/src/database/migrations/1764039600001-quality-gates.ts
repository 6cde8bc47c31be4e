import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Audiences that there are already get the gate that every audience has by default: it checks nothing. */
export class QualityGates1764039600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.audiences ADD COLUMN quality_gate json NOT NULL
        DEFAULT '{"onEmpty":"publish","maxChangePercent":null,"maxWatermarkAgeMinutes":null}';
      ALTER TABLE audience_api.audiences ALTER COLUMN quality_gate DROP DEFAULT;
      ALTER TABLE audience_api.runs ADD COLUMN held_reasons json, ADD COLUMN decision json;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.runs DROP COLUMN held_reasons, DROP COLUMN decision;
      ALTER TABLE audience_api.audiences DROP COLUMN quality_gate`);
  }
}
