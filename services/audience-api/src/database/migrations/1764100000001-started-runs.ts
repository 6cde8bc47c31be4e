import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the queue of calculators moves is asked for every run that waits for longer than usual: by the newest that were taken up. */
export class StartedRuns1764100000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX runs_started ON audience_api.runs (started_at) WHERE started_at IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audience_api.runs_started');
  }
}
