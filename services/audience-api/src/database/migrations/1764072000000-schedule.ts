import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Audiences that exist were created to be computed once. `scheduled_date` stays when a daily audience becomes `once`, so that one that
 * becomes daily again is not computed twice for a date; the index makes that impossible whatever the code does.
 */
export class Schedule1764072000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.organisations
        ADD COLUMN daily_hour smallint NOT NULL DEFAULT 2 CHECK (daily_hour BETWEEN 0 AND 23),
        ADD COLUMN missed_days text NOT NULL DEFAULT 'newest' CHECK (missed_days IN ('newest', 'all'));
      ALTER TABLE audience_api.audiences
        ADD COLUMN calculation text NOT NULL DEFAULT 'once' CHECK (calculation IN ('daily', 'once')),
        ADD COLUMN scheduled_date date,
        ADD CHECK (calculation = 'once' OR scheduled_date IS NOT NULL);
      ALTER TABLE audience_api.organisations ALTER COLUMN daily_hour DROP DEFAULT, ALTER COLUMN missed_days DROP DEFAULT;
      ALTER TABLE audience_api.audiences ALTER COLUMN calculation DROP DEFAULT;
      CREATE INDEX audiences_daily ON audience_api.audiences (organisation_id, scheduled_date) WHERE calculation = 'daily';
      CREATE UNIQUE INDEX runs_scheduled ON audience_api.runs (audience_id, business_date) WHERE trigger = 'scheduled';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX audience_api.runs_scheduled;
      ALTER TABLE audience_api.audiences DROP COLUMN scheduled_date, DROP COLUMN calculation;
      ALTER TABLE audience_api.organisations DROP COLUMN missed_days, DROP COLUMN daily_hour`);
  }
}
