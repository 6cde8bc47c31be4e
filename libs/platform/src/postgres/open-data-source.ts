import { Client, escapeIdentifier } from 'pg';
import { DataSource } from 'typeorm';
import { inboxMigrations } from '../inbox/inbox.migrations';
import { outboxMigrations } from '../outbox/outbox.migrations';
import type { PostgresSchema } from '../service/service-definition';
import { CONNECT_TIMEOUT_MS } from './connect-timeout';
import { postgresFailure } from './postgres.errors';

/** The first key of the advisory locks under which schemas are migrated; the second is the hash of the schema's name. */
const MIGRATION_LOCK = 0x6d757374;

/**
 * Connects to the schema that a service owns, after making and migrating it. Several processes may do so at once: one works
 * and the others wait, under a lock that PostgreSQL gives up when its holder dies.
 *
 * @throws DependencyDownError when PostgreSQL does not answer.
 */
export async function openDataSource(
  url: string,
  definition: PostgresSchema,
  application: string,
  poolSize = 10,
): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema: definition.schema,
    applicationName: application,
    entities: definition.entities,
    migrations: migrationsOf(definition),
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    poolSize,
    extra: {
      // Migrations and raw statements use unqualified names.
      options: `-c search_path=${definition.schema}`,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    },
  });
  try {
    await underMigrationLock(url, definition.schema, async () => {
      await dataSource.initialize();
      await dataSource.runMigrations();
    });
    return dataSource;
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw postgresFailure(error);
  }
}

function migrationsOf(definition: PostgresSchema): (new () => object)[] {
  const own = Array.isArray(definition.migrations)
    ? definition.migrations
    : Object.values(definition.migrations);
  return definition.outbox ? [...own, ...outboxMigrations, ...inboxMigrations] : own;
}

async function underMigrationLock(url: string, schema: string, work: () => Promise<void>): Promise<void> {
  // A session of its own: the lock lasts as long as the session, whatever happens to the others.
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // Without a listener, a connection that breaks between two statements ends the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [MIGRATION_LOCK, schema]);
    await createSchema(client, schema);
    await work();
  } finally {
    await client.end();
  }
}

/** `IF NOT EXISTS` is not enough for an account that may not create schemas: PostgreSQL asks for the right before it looks. */
async function createSchema(client: Client, schema: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
  if (rowCount === 0) await client.query(`CREATE SCHEMA ${escapeIdentifier(schema)}`);
}
