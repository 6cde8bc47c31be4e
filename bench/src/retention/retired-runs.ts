import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Metrics, openDataSource } from '@muster/platform';
import { startPostgres } from '@muster/standalone/engines';
import { audienceApiSchema, retireResultsOf } from '@muster/testing/scale';

const AUDIENCES = 350;
const ORGANISATION = '00000000-0000-4000-8000-000000000001';

/** One organisation that keeps results for 90 days, and audiences with a run each day until today; each has one snapshot. */
const fill = (days: number) => `
  INSERT INTO audience_api.organisations (id, name, time_zone, daily_hour, missed_days, on_stale_input, retention_days, created_at)
  VALUES ('${ORGANISATION}', 'Bench', 'UTC', 2, 'newest', 'use', 90, now());
  INSERT INTO audience_api.audiences (id, organisation_id, name, definition_version, last_run_seq, created_at, quality_gate, stream,
    stream_epoch, calculation)
  SELECT gen_random_uuid(), '${ORGANISATION}', 'audience', 1, ${String(days)}, now(), '{}', 'none', 0, 'once'
  FROM generate_series(1, ${String(AUDIENCES)});
  INSERT INTO audience_api.definition_versions (audience_id, version, organisation_id, rule, rule_hash, created_at)
  SELECT id, 1, organisation_id, '{}', 'hash', now() FROM audience_api.audiences;
  INSERT INTO audience_api.runs (id, organisation_id, audience_id, run_seq, definition_version, trigger, state, as_of, business_date, inputs,
    stale_inputs, waits_for, count, entered, "left", created_at, state_since)
  SELECT gen_random_uuid(), organisation_id, id, day, 1, 'manual', 'publishing', 'bench', current_date, '[]', '[]', '{}', 1, 1, 0, now(), now()
  FROM audience_api.audiences, generate_series(1, ${String(days)}) AS day;
  INSERT INTO audience_api.run_pieces (run_id, piece, shards_done, shards_total, snapshot_id)
  SELECT id, 0, 1, 1, gen_random_uuid() FROM audience_api.runs;
  UPDATE audience_api.runs SET state = 'completed', finished_at = now() - make_interval(days => ${String(days)} - run_seq);
  UPDATE audience_api.audiences audience SET published_run_id = run.id, published_run_seq = run.run_seq
  FROM audience_api.runs run WHERE run.audience_id = audience.id AND run.run_seq = ${String(days)};
  ANALYZE`;

/** Lets go of all results that are older than 90 days at once, as after an upgrade. */
export async function benchRetiredRuns(runs: number, print: (text: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  // Postgres runs as a user of its own where this process runs as root.
  await chmod(folder, 0o755);
  const engine = await startPostgres({ folder: join(folder, 'postgres'), user: 'bench', password: 'bench' });
  try {
    const database = await openDataSource(engine.url, audienceApiSchema, 'bench');
    await database.query(fill(Math.ceil(runs / AUDIENCES)));
    const sweep = retireResultsOf(database, new Metrics('bench'));
    const begun = performance.now();
    const retired = await sweep.execute();
    const seconds = (performance.now() - begun) / 1000;
    const rate = Math.round(retired / seconds);
    print(
      `retired ${String(retired)} of ${String(runs)} runs in ${seconds.toFixed(1)} s: ${String(rate)} a second`,
    );
    const again = performance.now();
    await sweep.execute();
    print(`a sweep that finds nothing takes ${Math.round(performance.now() - again).toString()} ms`);
    await database.destroy();
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
