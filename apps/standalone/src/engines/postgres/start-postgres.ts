import type { ChildProcess } from 'node:child_process';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { Client } from 'pg';
import { LOOPBACK } from '../engine';
import type { OnCrash, RunningEngine } from '../engine';
import { freePort } from '../process/free-port';
import { endWithParent } from '../process/end-with-parent';
import { commandLine, endProcess, processesIn, waitForEnd } from '../process/processes';
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
/** Ends sessions, writes a checkpoint. */
const FAST_SHUTDOWN = 'SIGINT';
/** Ends all processes of the server at once; the next start recovers. A kill -9 would leave its sessions behind. */
const IMMEDIATE_SHUTDOWN = 'SIGQUIT';

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
  const url = `postgresql://${credentials}@${LOOPBACK}:${port}/postgres`;
  try {
    await logIn(url);
  } catch (error) {
    server.off('exit', crashed);
    if (server.pid !== undefined) await endProcess(server.pid, FAST_SHUTDOWN, STOP_PATIENCE_MS);
    throw error;
  }
  return {
    url,
    ...(server.pid !== undefined && { pid: server.pid }),
    stop: async () => {
      server.off('exit', crashed);
      if (server.pid !== undefined) await endProcess(server.pid, FAST_SHUTDOWN, STOP_PATIENCE_MS);
    },
    kill: () => {
      server.off('exit', crashed);
      server.kill(IMMEDIATE_SHUTDOWN);
    },
  };
}

/** @throws Error that says that the password is not that of the data, for which services would wait. */
async function logIn(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    // SQLSTATE class 28: invalid authorization specification.
    const refused = isNativeError(error) && 'code' in error && String(error.code).startsWith('28');
    throw refused ? new WrongPasswordError(error) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The data was made with another user or password than it is opened with. */
export class WrongPasswordError extends Error {
  constructor(cause: unknown) {
    super('PostgreSQL refuses the password: its data was made with another one', { cause });
    this.name = 'WrongPasswordError';
  }
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
  endWithParent(server, 'INT');
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

/**
 * Postgres whose parent was killed may still be ending, or run where nothing could end it. It is found by the folder that it works in, and not
 * by its own lock file: a power failure leaves that empty or half written, and then Postgres starts no more until it is removed.
 */
async function endLeftover(data: string): Promise<void> {
  const found = await Promise.all(
    (await processesIn(data)).map(async (pid) => ({ pid, command: await commandLine(pid) })),
  );
  // Nobody's shell, which may stand there too.
  const own = found.filter(({ command }) => /(^|\/)postgres(:| |$)/.test(command));
  for (const { pid } of own.filter(({ command }) => command.includes(data))) {
    await endProcess(pid, FAST_SHUTDOWN, STOP_PATIENCE_MS);
  }
  // Sessions end with their server, or a moment after it was killed; until then they use its memory.
  for (const { pid } of own) {
    if (!(await waitForEnd(pid, STOP_PATIENCE_MS))) await endProcess(pid, 'SIGKILL', STOP_PATIENCE_MS);
  }
  await rm(join(data, 'postmaster.pid'), { force: true });
}
