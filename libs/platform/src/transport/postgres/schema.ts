import { makeWorkerUtils } from 'graphile-worker';
import type { Pool, PoolClient } from 'pg';
import type { Log } from '../../logs/log';
import { workerLogger } from './worker-logger';

/**
 * The transport's own tables. `publish` adds the jobs of every subscribed group in one statement, so that an event reaches
 * all groups or none, in one round trip.
 *
 * graphile-worker announces jobs to the workers of all schemas, which would all look for them. So each group is told by name, and
 * its workers do not listen to anything else (see PostgresConsumer).
 *
 * Jobs of one statement would share `run_at`, by which jobs of a queue are ordered; a microsecond for each keeps them apart.
 * A job never fails as a job (see JobRunner), so the number of its attempts is as good as unlimited.
 */
const TABLES = `
create schema if not exists events;

create table if not exists events.subscription (
  topic text not null,
  group_name text not null,
  -- schema of the job queue of the group
  queue_schema text not null,
  primary key (topic, group_name)
);
-- of the newest release that has subscribed, see known-subscriptions.ts
alter table events.subscription add column if not exists generation int not null default 0;

create table if not exists events.dead_letter (
  id bigint generated always as identity primary key,
  topic text not null,
  key bytea,
  headers jsonb not null,
  value bytea not null
);
create index if not exists dead_letter_topic on events.dead_letter (topic, id);

create or replace function events.publish(topic text, buckets int[], payloads text[]) returns void
language plpgsql as $body$
declare
  queue_schema text;
begin
  for queue_schema in select s.queue_schema from events.subscription s where s.topic = publish.topic loop
    execute format($query$
      select count(*) from %1$I.add_jobs(array(
        select row(
          $1, payload::json, $1 || '/' || bucket, now() + ordinal * interval '1 microsecond', 32767, null, null, array[$1]
        )::%1$I.job_spec
        from unnest($2, $3) with ordinality as job(bucket, payload, ordinal)
        order by ordinal
      ))
    $query$, queue_schema) using topic, buckets, payloads;
    perform pg_notify('jobs:insert', json_build_object(
      'schema', queue_schema, 'count', cardinality(buckets), 'r', random()
    )::text);
  end loop;
end
$body$;
`;

/** Any number that nothing else in the database uses: several services set the schemas up at the same time. */
const SETUP_LOCK = 7_014_923_318;

/** Creates what is missing. */
export async function createTables(pool: Pool): Promise<void> {
  await withSetupLock(pool, async (client) => {
    await client.query(TABLES);
  });
}

/** Name of the schema with a group's jobs. Groups have their own, since taking a job locks rows of the whole schema's queues. */
export function queueSchema(group: string): string {
  return `events_${group.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
}

/**
 * Makes a group known, with its job queue.
 * @param how.generation of the list of subscriptions that the release has.
 * @param how.forget whether topics that are not named are dropped, unless a newer release has subscribed them: what nobody handles any
 *   more must not pile up.
 */
export async function subscribe(
  pool: Pool,
  log: Log,
  group: string,
  topics: readonly string[],
  { generation, forget }: { readonly generation: number; readonly forget: boolean },
): Promise<void> {
  const schema = queueSchema(group);
  await withSetupLock(pool, async (client) => {
    const utils = await makeWorkerUtils({ pgPool: pool, schema, logger: workerLogger(log) });
    try {
      await utils.migrate();
    } finally {
      await utils.release();
    }
    await client.query(
      `insert into events.subscription (topic, group_name, queue_schema, generation)
       select topic, $2, $3, $4 from unnest($1::text[]) as topic
       on conflict (topic, group_name)
       do update set generation = greatest(subscription.generation, excluded.generation)`,
      [topics, group, schema, generation],
    );
    if (!forget) return;
    await client.query(
      'delete from events.subscription where group_name = $1 and topic <> all($2::text[]) and generation <= $3',
      [group, topics, generation],
    );
  });
}

async function withSetupLock(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [SETUP_LOCK]);
    try {
      await work(client);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [SETUP_LOCK]);
    }
  } finally {
    client.release();
  }
}
