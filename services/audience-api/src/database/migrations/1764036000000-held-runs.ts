import type { MigrationInterface, QueryRunner } from 'typeorm';

const BEFORE =
  "'requested', 'compiling', 'queued', 'running', 'publishing', 'completed', 'failed', 'superseded', 'cancelled'";

/** Runs can be held until somebody decides whether their result is published. */
export class HeldRuns1764036000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await allow(runner, `${BEFORE}, 'held'`);
  }

  /** Fails while there are held runs: they have no state in the older schema. */
  async down(runner: QueryRunner): Promise<void> {
    await allow(runner, BEFORE);
  }
}

async function allow(runner: QueryRunner, states: string): Promise<void> {
  await runner.query(`
    ALTER TABLE audience_api.runs DROP CONSTRAINT runs_state_check,
      ADD CONSTRAINT runs_state_check CHECK (state IN (${states}))`);
}
