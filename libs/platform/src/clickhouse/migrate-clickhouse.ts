import { ClickHouseError } from '@clickhouse/client';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseConfig } from '../config/platform-config';
import { DependencyDownError } from '../errors/errors';
import type { ClickHouse, ClickHouseMigration, MigrationStatement } from './clickhouse.port';
import { HttpClickHouse } from './http-clickhouse';
import { MigrationLock } from './migration-lock';

const ACCESS_DENIED = '497';
const UNKNOWN_DATABASE = '81';

/**
 * Makes the database when it is missing. An account that may not create databases is enough where an operator has made it: whether it
 * is there is asked of the database itself, which takes no right to see or create any.
 *
 * @throws DependencyDownError when it is missing and the account may not create it: an operator can do either.
 */
export async function createClickHouseDatabase(config: ClickHouseConfig): Promise<void> {
  if (await exists(config)) return;
  // Every statement names the database of its connection, which here is one that always exists.
  const server = new HttpClickHouse({ ...config, database: 'default' }, 'muster-setup');
  try {
    // The name is an identifier: the configuration accepts letters, digits and "_" only.
    await server.command(`CREATE DATABASE IF NOT EXISTS ${config.database}`);
  } catch (error) {
    if (!(error instanceof ClickHouseError && error.code === ACCESS_DENIED)) throw error;
    const message = `there is no database ${config.database}, and the account of CLICKHOUSE_URL may not create it; create it, or grant CREATE DATABASE`;
    throw new DependencyDownError('clickhouse', message, { cause: error });
  } finally {
    await server.close();
  }
}

async function exists(config: ClickHouseConfig): Promise<boolean> {
  const database = new HttpClickHouse(config, 'muster-setup');
  try {
    await database.check();
    return true;
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof ClickHouseError && cause.code === UNKNOWN_DATABASE) return false;
    throw error;
  } finally {
    await database.close();
  }
}

/**
 * Applies those migrations of a service that the database does not have yet, in order, under a lock that all services share.
 * When nothing is to be done, the lock is not taken. A process that dies half-way leaves its migration unrecorded, and the
 * next one runs it again from its first statement: statements must bear that (`CREATE TABLE IF NOT EXISTS …`).
 *
 * @returns the names of the migrations that were applied.
 * @throws Error when a migration that was applied has other statements now: history is not rewritten, add a migration.
 */
export async function migrateClickHouse(
  clickhouse: ClickHouse,
  service: string,
  migrations: readonly ClickHouseMigration[],
  leaseSeconds?: number,
): Promise<string[]> {
  if (migrations.length === 0) return [];
  await clickhouse.command(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
       service LowCardinality(String), name String, checksum String, applied_at DateTime64(3) DEFAULT now64(3)
     ) ENGINE = MergeTree ORDER BY (service, name)`,
  );
  if ((await missing(clickhouse, service, migrations)).length === 0) return [];

  const lock = await MigrationLock.acquire(clickhouse, leaseSeconds);
  try {
    // Somebody else may have applied them while this process waited.
    const pending = await missing(clickhouse, service, migrations);
    for (const migration of pending) {
      for (const statement of migration.statements) {
        await lock.assertHeld();
        await executeMigrationStatement(clickhouse, statement);
      }
      await lock.assertHeld();
      await clickhouse.insert('schema_migrations', [
        { service, name: migration.name, checksum: checksum(migration) },
      ]);
    }
    return pending.map((migration) => migration.name);
  } finally {
    await lock.release();
  }
}

/** Data is copied for as long as that takes. */
const NO_TIME_LIMIT = { settings: { max_execution_time: 0 } };
const POLL_MS = 200;

/** Executes a statement of a migration, unless it has been. */
export async function executeMigrationStatement(
  clickhouse: ClickHouse,
  step: MigrationStatement,
): Promise<void> {
  if (typeof step === 'string') {
    await clickhouse.command(step, {}, NO_TIME_LIMIT);
  } else if ('until' in step) {
    const start = performance.now();
    const isSo = async (): Promise<boolean> => {
      const waited = (performance.now() - start) / 1000;
      return (await clickhouse.query(step.until, { waited })).length > 0;
    };
    while (!(await isSo())) await sleep(POLL_MS);
  } else if ((await clickhouse.query(step.unless)).length === 0) {
    await clickhouse.command(step.statement, {}, NO_TIME_LIMIT);
  }
}

async function missing(
  clickhouse: ClickHouse,
  service: string,
  migrations: readonly ClickHouseMigration[],
): Promise<ClickHouseMigration[]> {
  const rows = await clickhouse.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations WHERE service = {service:String}',
    { service },
  );
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  for (const migration of migrations) {
    const known = applied.get(migration.name);
    if (known !== undefined && known !== checksum(migration)) {
      throw new Error(
        `ClickHouse migration ${migration.name} of ${service} has changed since it was applied; add a new migration instead`,
      );
    }
  }
  return migrations.filter((migration) => !applied.has(migration.name));
}

function checksum(migration: ClickHouseMigration): string {
  return createHash('sha256').update(JSON.stringify(migration.statements)).digest('hex');
}
