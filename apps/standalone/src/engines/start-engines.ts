import { join } from 'node:path';
import { startClickHouse } from './clickhouse/start-clickhouse';
import type { OnCrash, RunningEngine } from './engine';
import { lockFolder } from './folder-lock';
import { startObjectStore } from './object-store/start-object-store';
import { startPostgres, WrongPasswordError } from './postgres/start-postgres';
import { RESTORE, secretsOf } from './secrets';
import { assertWritable } from './writable-folder';

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
const ENGINE_FOLDERS = ['postgres', 'clickhouse', 'object-store'] as const;

/**
 * Starts PostgreSQL, ClickHouse and the object store on one data folder, at once.
 * @throws Error when another process has the folder, or one of them does not start; none is left running then.
 */
export async function startEngines(folder: string, onCrash: OnCrash): Promise<Engines> {
  const secretsFile = join(folder, 'secrets.json');
  await assertWritable(folder, ENGINE_FOLDERS);
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
    const secrets = await secretsOf(secretsFile);
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
        for (const engine of started) engine.kill();
      },
    };
  } catch (error) {
    await stop();
    if (!(error instanceof WrongPasswordError)) throw error;
    throw new Error(`${secretsFile} is not the one with which the data in ${folder} was made; ${RESTORE}`, {
      cause: error,
    });
  }
}

function valueOf<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === 'fulfilled') return result.value;
  throw result.reason;
}
