import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a run has changed and when, and that a run which has ended is a record: neither it nor its pieces can be changed any more,
 * whoever tries. They can be deleted: how long they are kept is another question.
 */
export class RunRecords1764039600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audience_api.runs
        ADD COLUMN previous_run_id uuid,
        ADD COLUMN previous_count bigint,
        ADD COLUMN entered bigint,
        ADD COLUMN "left" bigint,
        ADD COLUMN calculated_at timestamptz,
        ADD CONSTRAINT runs_counts_add_up CHECK (count = coalesce(previous_count, 0) + entered - "left");
      ALTER TABLE audience_api.run_pieces ADD COLUMN data_watermark timestamptz;

      CREATE FUNCTION audience_api.refuse_change_of_finished_run() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'run % has finished and never changes again', OLD.id;
      END $$;
      CREATE TRIGGER finished_runs_never_change BEFORE UPDATE ON audience_api.runs
        FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION audience_api.refuse_change_of_finished_run();

      CREATE FUNCTION audience_api.refuse_piece_of_finished_run() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM audience_api.runs WHERE id = NEW.run_id AND finished_at IS NOT NULL) THEN
          RAISE EXCEPTION 'run % has finished and never changes again', NEW.run_id;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER pieces_of_finished_runs_never_change BEFORE INSERT OR UPDATE ON audience_api.run_pieces
        FOR EACH ROW EXECUTE FUNCTION audience_api.refuse_piece_of_finished_run();`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER pieces_of_finished_runs_never_change ON audience_api.run_pieces;
      DROP FUNCTION audience_api.refuse_piece_of_finished_run;
      DROP TRIGGER finished_runs_never_change ON audience_api.runs;
      DROP FUNCTION audience_api.refuse_change_of_finished_run;
      ALTER TABLE audience_api.run_pieces DROP COLUMN data_watermark;
      ALTER TABLE audience_api.runs DROP COLUMN previous_run_id, DROP COLUMN previous_count, DROP COLUMN entered,
        DROP COLUMN "left", DROP COLUMN calculated_at`);
  }
}
