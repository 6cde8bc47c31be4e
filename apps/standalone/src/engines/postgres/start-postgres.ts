import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { LOOPBACK } from '../engine';
import type { OnCrash, RunningEngine } from '../engine';
import { freePort } from '../process/free-port';
import { PidFile, commandLine, endProcess, isRunning } from '../process/processes';
import { findPostgres, postgresUser } from './postgres-binaries';
import type { RunAs } from './postgres-binaries';

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

/**
 * Starts PostgreSQL on a folder that outlives it. A server that a killed parent has left running on the folder is ended first.
 * @throws Error with what Postgres has said when it does not start, e.g. because the port is in use.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningEngine> {
  const binaries = await findPostgres();
  const user = await postgresUser();
  const data = join(options.folder, 'data');
  await mkdir(options.folder, { recursive: true });
  await endLeftover(data);
  const isNew = await stat(join(data, 'PG_VERSION')).then(
    () => false,
    () => true,
  );
  if (isNew) await initialise(binaries.initdb, data, user, options);
  const port = options.port ? options.port : await freePort();
  const settings = {
    listen_addresses: LOOPBACK,
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    timezone: 'UTC',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // In a group of its own: Ctrl-C in the terminal must reach the services, which still need it, and not Postgres.
  const server = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...flags], {
    ...user,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  await ready(server);
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

/** Builds the cluster aside and moves nothing: a folder without PG_VERSION is what a killed `initdb` leaves, and is made anew. */
async function initialise(
  initdb: string,
  data: string,
  user: RunAs,
  options: PostgresOptions,
): Promise<void> {
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { mode: 0o700 });
  const secrets = await mkdtemp(join(tmpdir(), 'muster-initdb-'));
  const passwordFile = join(secrets, 'password');
  try {
    await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
    if (user.uid !== undefined && user.gid !== undefined) {
      for (const path of [data, secrets, passwordFile]) await chown(path, user.uid, user.gid);
      await assertReachable(data, user.uid);
      await assertReachable(initdb, user.uid);
    }
    const child = spawn(
      initdb,
      [
        `--pgdata=${data}`,
        `--username=${options.user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Text sorts by bytes, the same on every machine.
        '--locale=C',
        // The parent syncs nothing that the first checkpoint does not sync; saves a second at first start.
        '--no-sync',
      ],
      { ...user, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
    );
    const said = collect(child);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`initdb failed with exit code ${String(code)}:\n${said()}`);
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}

/** Another user than root must be able to reach the folder through all its parents (not below /root, for instance). */
async function assertReachable(target: string, uid: number): Promise<void> {
  for (let path = dirname(target); path !== parse(path).root; path = dirname(path)) {
    const { mode, uid: owner } = await stat(path);
    if ((mode & 0o001) === 0 && owner !== uid) {
      throw new Error(
        `PostgreSQL does not run as root but as another user, who cannot reach ${target}: allow it with \`chmod o+x ${path}\``,
      );
    }
  }
}

/** Resolves when the server accepts connections; rejects with its last words when it ends before. */
async function ready(server: ChildProcess): Promise<void> {
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
}

/** The end of what a process writes to its standard error; reading it on also keeps the pipe from filling up. */
function collect(child: ChildProcess): () => string {
  const KEPT = 16_384;
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = `${text}${chunk.toString('utf8')}`.slice(-KEPT);
  });
  return () => text;
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
