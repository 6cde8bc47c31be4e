import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ids of the events that a service has handled, in its own schema. */
export class CreateInbox1763856000002 implements MigrationInterface {
  readonly name = 'CreateInbox1763856000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE inbox (
      event_id uuid PRIMARY KEY,
      handled_at timestamptz NOT NULL DEFAULT now()
    )`);
    await runner.query('CREATE INDEX inbox_handled_at ON inbox USING brin (handled_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE inbox');
  }
}

export const inboxMigrations = [CreateInbox1763856000002];
