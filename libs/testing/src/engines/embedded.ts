import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort, startClickHouse, startObjectStore, startPostgres } from '@muster/standalone/engines';
import type { RunningEngine } from '@muster/standalone/engines';
import type { EngineSource, FoundEngine } from './found-engine';

/** Data that nobody keeps need not survive a power failure. */
export const UNSAFE_BUT_FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

const password = (): string => randomBytes(12).toString('hex');

export const embeddedPostgres: EngineSource = {
  name: 'embedded',
  find: async (folder) => {
    const options = { folder: join(folder, 'postgres'), user: 'muster', password: password() };
    const engine = await startPostgres({ ...options, settings: UNSAFE_BUT_FAST });
    return found('PostgreSQL, embedded', true, engine, { TEST_POSTGRES_URL: engine.url });
  },
};

/** Commits are in the kernel's hands when they are acknowledged: what a killed server has promised is there when it comes back. */
const SAFE_FROM_KILLS = { fsync: 'off', synchronous_commit: 'on' };

/** A PostgreSQL that tests may kill. */
export const killablePostgres: EngineSource = {
  name: 'embedded',
  find: async (folder): Promise<FoundEngine> => {
    const own = { folder: join(folder, 'postgres'), user: 'muster', password: password() };
    const options = { ...own, port: await freePort(), settings: SAFE_FROM_KILLS };
    let engine = await startPostgres(options);
    return {
      ...{ took: 'PostgreSQL, embedded', real: true, env: { TEST_POSTGRES_URL: engine.url } },
      get pids() {
        return engine.pid === undefined ? [] : [engine.pid];
      },
      stop: () => engine.stop(),
      restart: async () => {
        engine = await startPostgres(options);
      },
    };
  },
};

export const embeddedClickHouse: EngineSource = {
  name: 'embedded',
  find: async (folder) => {
    const options = { folder: join(folder, 'clickhouse'), user: 'muster', password: password() };
    const engine = await startClickHouse(options);
    return found('ClickHouse engine of chdb, embedded', true, engine, { TEST_CLICKHOUSE_URL: engine.url });
  },
};

export const embeddedObjectStore: EngineSource = {
  name: 's3rver',
  find: async (folder) => {
    const keys = { accessKey: 'muster-tests', secretKey: password() };
    const engine = await startObjectStore({ folder: join(folder, 'object-store'), ...keys });
    return found('s3rver, embedded', false, engine, {
      TEST_S3_URL: engine.url,
      TEST_S3_ACCESS_KEY: keys.accessKey,
      TEST_S3_SECRET_KEY: keys.secretKey,
      TEST_S3_NO_SESSIONS: 's3rver opens none',
    });
  },
};

function found(
  took: string,
  real: boolean,
  engine: RunningEngine,
  env: Readonly<Record<string, string>>,
): FoundEngine {
  const pids = engine.pid === undefined ? [] : [engine.pid];
  return { took, real, env, pids, stop: () => engine.stop() };
}
