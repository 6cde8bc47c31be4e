import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startClickHouse } from './clickhouse/start-clickhouse';
import type { OnCrash, RunningEngine } from './engine';
import { lockFolder } from './folder-lock';
import { startObjectStore } from './object-store/start-object-store';
import { startPostgres } from './postgres/start-postgres';
import { secretsOf } from './secrets';

/** The three engines of one data folder. */
export interface Engines {
  /** The variables by which services find them; the transport runs on Postgres. */
  readonly env: Readonly<Record<string, string>>;
  /** The bearer token of the administrator, kept in the folder. */
  readonly adminToken: string;
  /** Graceful; afterwards another process can have the folder. */
  stop(): Promise<void>;
  /** Ends their processes without waiting, for a second Ctrl-C. What was acknowledged is not lost. */
  kill(): void;
}

const USER = 'muster';

/**
 * Starts PostgreSQL, ClickHouse and the object store on one data folder, at once.
 * @throws Error when another process has the folder, or one of them does not start; none is left running then.
 */
export async function startEngines(folder: string, onCrash: OnCrash): Promise<Engines> {
  await mkdir(folder, { recursive: true });
  const lock = await lockFolder(join(folder, 'standalone.lock'));
  const started: RunningEngine[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((engine) => engine.stop()));
    await lock.release();
  };
  const start = async (engine: Promise<RunningEngine>): Promise<RunningEngine> => {
    const running = await engine;
    started.push(running);
    return running;
  };
  try {
    const secrets = await secretsOf(join(folder, 'secrets.json'));
    const engines = await Promise.allSettled([
      start(
        startPostgres({
          folder: join(folder, 'postgres'),
          user: USER,
          password: secrets.postgresPassword,
          onCrash,
        }),
      ),
      start(
        startClickHouse({
          folder: join(folder, 'clickhouse'),
          user: USER,
          password: secrets.clickhousePassword,
          onCrash,
        }),
      ),
      start(
        startObjectStore({
          folder: join(folder, 'object-store'),
          accessKey: USER,
          secretKey: secrets.objectStoreKey,
        }),
      ),
    ]);
    const [postgres, clickhouse, objectStore] = engines.map(valueOf) as [
      RunningEngine,
      RunningEngine,
      RunningEngine,
    ];
    return {
      env: {
        POSTGRES_URL: postgres.url,
        CLICKHOUSE_URL: clickhouse.url,
        CLICKHOUSE_DATABASE: 'muster',
        S3_ENDPOINT: objectStore.url,
        S3_ACCESS_KEY: USER,
        S3_SECRET_KEY: secrets.objectStoreKey,
        TRANSPORT: 'postgres',
      },
      adminToken: secrets.adminToken,
      stop,
      kill: () => {
        for (const { pid } of started) if (pid !== undefined) process.kill(pid, 'SIGKILL');
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function valueOf<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === 'fulfilled') return result.value;
  throw result.reason;
}
