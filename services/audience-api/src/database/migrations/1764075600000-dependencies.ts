import { audienceReferences, type Rule } from '@muster/contracts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

interface StoredVersion {
  readonly audience_id: string;
  readonly version: number;
  readonly organisation_id: string;
  readonly rule: Rule;
}

/** Rules that exist are read here and not in SQL: Postgres cannot search json that holds U+0000. */
export class Dependencies1764075600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audience_api.audience_references (
        audience_id uuid NOT NULL,
        version integer NOT NULL,
        referenced_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        PRIMARY KEY (audience_id, version, referenced_id),
        FOREIGN KEY (audience_id, version) REFERENCES audience_api.definition_versions (audience_id, version),
        FOREIGN KEY (organisation_id, audience_id) REFERENCES audience_api.audiences (organisation_id, id),
        FOREIGN KEY (organisation_id, referenced_id) REFERENCES audience_api.audiences (organisation_id, id)
      );
      CREATE INDEX audience_references_used ON audience_api.audience_references (organisation_id, referenced_id);
      ALTER TABLE audience_api.organisations
        ADD COLUMN on_stale_input text NOT NULL DEFAULT 'use' CHECK (on_stale_input IN ('use', 'fail'));
      ALTER TABLE audience_api.organisations ALTER COLUMN on_stale_input DROP DEFAULT;
      ALTER TABLE audience_api.audiences ADD COLUMN deleted_at timestamptz;
      ALTER TABLE audience_api.runs
        ADD COLUMN waits_for uuid[] NOT NULL DEFAULT '{}',
        ADD COLUMN stale_inputs json NOT NULL DEFAULT '[]';`);
    const versions = (await runner.query(`
      SELECT audience_id, version, organisation_id, rule FROM audience_api.definition_versions
      WHERE rule::text LIKE '%audienceId%'`)) as StoredVersion[];
    for (const { audience_id, version, organisation_id, rule } of versions) {
      await runner.query(
        `INSERT INTO audience_api.audience_references (audience_id, version, organisation_id, referenced_id)
         SELECT DISTINCT $1::uuid, $2::integer, $3::uuid, unnest($4::uuid[])`,
        [audience_id, version, organisation_id, audienceReferences(rule).map(({ audienceId }) => audienceId)],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.runs DROP COLUMN stale_inputs, DROP COLUMN waits_for;
      ALTER TABLE audience_api.audiences DROP COLUMN deleted_at;
      ALTER TABLE audience_api.organisations DROP COLUMN on_stale_input;
      DROP TABLE audience_api.audience_references`);
  }
}
