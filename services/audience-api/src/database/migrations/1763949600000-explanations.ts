import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Explanations1763949600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audience_api.explanations (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL,
        audience_id uuid NOT NULL,
        outcome json,
        created_at timestamptz NOT NULL,
        FOREIGN KEY (organisation_id, audience_id) REFERENCES audience_api.audiences (organisation_id, id)
      );
      CREATE INDEX explanations_by_age ON audience_api.explanations (created_at);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audience_api.explanations');
  }
}
