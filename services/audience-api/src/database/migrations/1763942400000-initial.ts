import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
CREATE TABLE audience_api.organisations (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE audience_api.access_tokens (
  hash bytea PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES audience_api.organisations,
  created_at timestamptz NOT NULL
);

CREATE TABLE audience_api.catalogues (
  organisation_id uuid PRIMARY KEY REFERENCES audience_api.organisations,
  catalogue json NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE audience_api.audiences (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES audience_api.organisations,
  name text NOT NULL,
  definition_version integer NOT NULL,
  last_run_seq integer NOT NULL,
  published_run_id uuid,
  published_run_seq integer,
  created_at timestamptz NOT NULL,
  UNIQUE (organisation_id, id)
);
CREATE INDEX audiences_newest ON audience_api.audiences (organisation_id, created_at DESC, id DESC);

CREATE TABLE audience_api.definition_versions (
  audience_id uuid NOT NULL,
  version integer NOT NULL,
  organisation_id uuid NOT NULL,
  rule json NOT NULL,
  rule_hash text NOT NULL,
  plan json,
  diagnostics json,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (audience_id, version),
  FOREIGN KEY (organisation_id, audience_id) REFERENCES audience_api.audiences (organisation_id, id)
);

CREATE TABLE audience_api.runs (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  audience_id uuid NOT NULL,
  run_seq integer NOT NULL,
  definition_version integer NOT NULL,
  trigger text NOT NULL,
  state text NOT NULL CHECK (state IN
    ('requested', 'compiling', 'queued', 'running', 'publishing', 'completed', 'failed', 'superseded')),
  as_of text NOT NULL,
  business_date date NOT NULL,
  inputs json NOT NULL,
  pieces integer,
  count bigint,
  shards json,
  failure_code text,
  failure_message text,
  diagnostics json,
  superseded_by uuid,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  UNIQUE (audience_id, run_seq),
  FOREIGN KEY (organisation_id, audience_id) REFERENCES audience_api.audiences (organisation_id, id),
  FOREIGN KEY (audience_id, definition_version) REFERENCES audience_api.definition_versions (audience_id, version)
);
CREATE INDEX runs_waiting_for_plan ON audience_api.runs (audience_id, definition_version)
  WHERE state IN ('requested', 'compiling');
CREATE INDEX runs_by_business_date ON audience_api.runs (audience_id, business_date, run_seq DESC)
  WHERE state = 'completed';

CREATE TABLE audience_api.run_pieces (
  run_id uuid NOT NULL REFERENCES audience_api.runs,
  piece integer NOT NULL,
  shards_done integer NOT NULL,
  shards_total integer NOT NULL,
  snapshot_id uuid,
  count bigint,
  shards json,
  engine_ms double precision,
  rows_read bigint,
  peak_memory_bytes bigint,
  PRIMARY KEY (run_id, piece)
);

CREATE TABLE audience_api.exports (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  audience_id uuid NOT NULL,
  run_id uuid NOT NULL REFERENCES audience_api.runs,
  format text NOT NULL,
  compression text NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'running', 'completed', 'failed')),
  object_key text NOT NULL,
  expected_rows bigint NOT NULL,
  rows bigint NOT NULL,
  bytes bigint,
  failure_code text,
  failure_message text,
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  FOREIGN KEY (organisation_id, audience_id) REFERENCES audience_api.audiences (organisation_id, id)
);

CREATE TABLE audience_api.imports (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES audience_api.organisations,
  kind text NOT NULL,
  format text NOT NULL,
  compression text NOT NULL,
  on_broken_row text NOT NULL,
  state text NOT NULL CHECK (state IN ('awaitingFile', 'requested', 'running', 'completed', 'failed')),
  object_key text NOT NULL,
  rows bigint NOT NULL,
  landed bigint NOT NULL,
  rejected bigint NOT NULL,
  report_key text,
  failure_code text,
  failure_message text,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);

CREATE TABLE audience_api.idempotency_keys (
  scope text NOT NULL,
  key text NOT NULL,
  fingerprint bytea NOT NULL,
  result json NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_by_age ON audience_api.idempotency_keys (created_at);
`;

/** Composite foreign keys carry the organisation: no row can point into another one. */
export class Initial1763942400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audience_api.idempotency_keys, audience_api.imports, audience_api.exports, audience_api.run_pieces,
        audience_api.runs, audience_api.definition_versions, audience_api.audiences, audience_api.catalogues,
        audience_api.access_tokens, audience_api.organisations`);
  }
}
