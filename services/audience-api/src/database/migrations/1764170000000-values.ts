import { topics, type Catalogue } from '@muster/contracts';
import { PostgresOutbox } from '@muster/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { catalogueDeclared } from '../../catalogue/catalogue-declared';
import { SCHEMA } from '../schema';

/** Values of another type than the catalogue declares, and what imports say of their files. */
export class Values1764170000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audience_api.mistyped_values (
        organisation_id uuid NOT NULL REFERENCES audience_api.organisations,
        kind text NOT NULL CHECK (kind IN ('attribute', 'property', 'tag')),
        app text NOT NULL,
        event text NOT NULL,
        name text NOT NULL,
        declared text NOT NULL,
        count bigint NOT NULL,
        examples text[] NOT NULL,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        PRIMARY KEY (organisation_id, kind, app, event, name)
      );
      ALTER TABLE audience_api.imports
        ADD COLUMN time_zone text,
        ADD COLUMN trimmed_ids bigint NOT NULL DEFAULT 0,
        ADD COLUMN mistyped json NOT NULL DEFAULT '[]';
      UPDATE audience_api.imports AS job SET time_zone = organisation.time_zone
        FROM audience_api.organisations AS organisation WHERE organisation.id = job.organisation_id;
      ALTER TABLE audience_api.imports ALTER COLUMN time_zone SET NOT NULL`);
    await this.tellImporters(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audience_api.mistyped_values;
      ALTER TABLE audience_api.imports DROP COLUMN time_zone, DROP COLUMN trimmed_ids, DROP COLUMN mistyped`);
  }

  /** Importers count by what is declared, and have heard of the properties alone so far. */
  private async tellImporters(runner: QueryRunner): Promise<void> {
    const rows = (await runner.query('SELECT organisation_id, catalogue FROM audience_api.catalogues')) as {
      organisation_id: string;
      catalogue: Catalogue;
    }[];
    const outbox = new PostgresOutbox(SCHEMA);
    for (const { organisation_id, catalogue } of rows) {
      await outbox.add(runner.manager, topics.catalogue, [catalogueDeclared(organisation_id, catalogue)]);
    }
  }
}
