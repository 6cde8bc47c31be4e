import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events that have been committed and not yet been published, in the schema of the service that publishes them. */
export class CreateOutbox1763856000001 implements MigrationInterface {
  readonly name = 'CreateOutbox1763856000001';

  async up(runner: QueryRunner): Promise<void> {
    // The event is text and not jsonb: what was validated is published, byte for byte.
    await runner.query(`CREATE TABLE outbox (
      id bigserial PRIMARY KEY,
      topic text NOT NULL,
      key text NOT NULL,
      event text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox');
  }
}

export const outboxMigrations = [CreateOutbox1763856000001];
