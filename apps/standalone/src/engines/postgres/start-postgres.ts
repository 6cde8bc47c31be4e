import type { ChildProcess } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LOOPBACK } from '../engine';
import type { OnCrash, RunningEngine } from '../engine';
import { freePort } from '../process/free-port';
import { PidFile, commandLine, endProcess, isRunning } from '../process/processes';
import { initialise } from './cluster';
import { collect } from './last-words';
import { findPostgres } from './postgres-binaries';
import { postgresUser, spawnAs } from './run-as';
import type { RunAs } from './run-as';

export interface PostgresOptions {
  /** Where the data lies; made when missing. Later starts need the user and password of the first. */
  readonly folder: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly user: string;
  readonly password: string;
  /** Further settings of the server, e.g. `fsync: 'off'` for data that nobody keeps. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onCrash?: OnCrash;
}

/** How long Postgres may take to end sessions and write its last checkpoint, in milliseconds. */
const STOP_PATIENCE_MS = 15_000;
/** Five services with a pool each, the broker's workers, and tests in parallel. */
const MAX_CONNECTIONS = '300';
const MAX_ATTEMPTS = 3;

/**
 * Starts PostgreSQL on a folder that outlives it. A server that a killed parent has left running on the folder is ended first.
 * @throws Error with what Postgres has said when it does not start, e.g. because the port is in use.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningEngine> {
  const binaries = await findPostgres();
  const data = join(options.folder, 'data');
  await mkdir(options.folder, { recursive: true });
  const user = await postgresUser([data, binaries.postgres]);
  await endLeftover(data);
  const isNew = await stat(data).then(
    () => false,
    () => true,
  );
  const sync = options.settings?.['fsync'] !== 'off';
  if (isNew) await initialise(binaries.initdb, data, user, { ...options, sync });
  const { server, port } = await launchOnPort(options.port ?? 0, (port) =>
    launch(binaries.postgres, data, port, user, options.settings ?? {}),
  );
  const crashed = (code: number | null): void =>
    options.onCrash?.(`PostgreSQL ended by itself (exit code ${String(code)})`);
  server.once('exit', crashed);
  const credentials = `${encodeURIComponent(options.user)}:${encodeURIComponent(options.password)}`;
  return {
    url: `postgresql://${credentials}@${LOOPBACK}:${port}/postgres`,
    ...(server.pid !== undefined && { pid: server.pid }),
    stop: async () => {
      server.off('exit', crashed);
      // "Fast" shutdown: ends sessions, writes a checkpoint.
      if (server.pid !== undefined) await endProcess(server.pid, 'SIGINT', STOP_PATIENCE_MS);
    },
  };
}

/** Between finding a port free and Postgres taking it, another program may: then it is tried again on another one. */
async function launchOnPort(
  configured: number,
  launchOn: (port: number) => Promise<ChildProcess>,
): Promise<{ server: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = configured === 0 ? await freePort() : configured;
    try {
      return { server: await launchOn(port), port };
    } catch (error) {
      const again =
        configured === 0 && attempt < MAX_ATTEMPTS && String(error).includes('Address already in use');
      if (!again) throw error;
    }
  }
}

/** Resolves when the server accepts connections; rejects with its last words when it ends before. */
async function launch(
  postgres: string,
  data: string,
  port: number,
  user: RunAs,
  ownSettings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: LOOPBACK,
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    timezone: 'UTC',
    ...ownSettings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // In a group of its own: Ctrl-C in the terminal must reach the services, which still need it, and not Postgres.
  const server = spawnAs(user, postgres, ['-D', data, '-p', String(port), ...flags], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  const said = collect(server);
  await new Promise<void>((resolve, reject) => {
    const end = (code: number | null): void => {
      reject(new Error(`PostgreSQL did not start (exit code ${String(code)}):\n${said()}`));
    };
    server.once('error', reject);
    server.once('close', end);
    server.stderr?.on('data', () => {
      if (!said().includes('database system is ready to accept connections')) return;
      server.off('close', end);
      resolve();
    });
  });
  return server;
}

/** Postgres of a killed parent goes on by itself, and keeps the folder: its own lock file tells its id. */
async function endLeftover(data: string): Promise<void> {
  const lock = new PidFile(join(data, 'postmaster.pid'));
  const pid = await lock.read();
  if (pid === undefined) return;
  const itsOwn = (await isRunning(pid)) && (await commandLine(pid)).includes(data);
  if (itsOwn) await endProcess(pid, 'SIGINT', STOP_PATIENCE_MS);
  // A stale file whose id belongs to another program by now would keep Postgres from starting.
  await lock.remove();
}
