import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The registry of identities, the organisations' zones, and the import jobs. */
export class Importer1763942400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organisations (
        organisation uuid PRIMARY KEY,
        time_zone text NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE uid_counters (
        organisation uuid PRIMARY KEY,
        next_uid bigint NOT NULL DEFAULT 1,
        merges bigint NOT NULL DEFAULT 0
      )`);
    // uids are UInt32 in ClickHouse: the check stops an organisation before a number could wrap around.
    await runner.query(`
      CREATE TABLE identities (
        organisation uuid NOT NULL,
        id_type text NOT NULL CHECK (id_type IN ('entity', 'account', 'device')),
        id text NOT NULL,
        uid bigint NOT NULL CHECK (uid BETWEEN 1 AND 4294967295),
        version integer NOT NULL,
        PRIMARY KEY (organisation, id_type, id)
      )`);
    await runner.query(`CREATE INDEX identities_by_uid ON identities (organisation, uid)`);
    await runner.query(`
      CREATE TABLE uid_merges (
        organisation uuid NOT NULL,
        seq bigint NOT NULL,
        from_uid bigint NOT NULL,
        into_uid bigint NOT NULL,
        copied boolean NOT NULL DEFAULT false,
        PRIMARY KEY (organisation, seq)
      )`);
    await runner.query(`
      CREATE TABLE import_jobs (
        import_id uuid PRIMARY KEY,
        organisation uuid NOT NULL,
        attempt uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'completed', 'failed')),
        rows integer NOT NULL DEFAULT 0,
        landed integer NOT NULL DEFAULT 0,
        rejected integer NOT NULL DEFAULT 0,
        report_key text,
        failure_code text,
        failure_message text
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['import_jobs', 'uid_merges', 'identities', 'uid_counters', 'organisations']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
