import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LOOPBACK } from '../engine';
import type { OnCrash, RunningEngine } from '../engine';
import { commandLine, PidFile, endProcess, isRunning, waitForEnd } from '../process/processes';
import { THREAD_POOL_SIZE } from './server-messages';
import type { Answer, Order } from './server-messages';

export interface ClickHouseOptions {
  /** Where the data lies; made when missing. */
  readonly folder: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly user: string;
  readonly password: string;
  readonly onCrash?: OnCrash;
}

/** The same file, whether this one runs compiled or from its source under a test runner. */
const ENTRY = resolve(__dirname, '../../../dist/engines/clickhouse/server-process.js');
/** How long running requests may take to end when the engine is stopped, in milliseconds. */
const STOP_PATIENCE_MS = 10_000;
/** How long the process of a killed parent may take to notice, in milliseconds. */
const LEFTOVER_PATIENCE_MS = 3_000;

/**
 * Starts the ClickHouse engine of `chdb`, behind ClickHouse's HTTP interface, in a process of its own: an engine that runs out
 * of memory, or a query that blocks, leaves the services alone; and the thread pool can be sized for it.
 * @throws Error when the folder is in use, or the port is.
 */
export async function startClickHouse(options: ClickHouseOptions): Promise<RunningEngine> {
  if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing: build the project first (npm run build)`);
  // The engine takes the path of a file with rows for a pattern of paths.
  if (/[*?{}[\]]/.test(options.folder)) {
    throw new Error(`the data folder must have none of * ? { } [ ] in its path: ${options.folder}`);
  }
  await mkdir(options.folder, { recursive: true });
  const pidFile = new PidFile(join(options.folder, 'server.pid'));
  await endLeftover(pidFile);
  const child = fork(ENTRY, [], {
    execArgv: [],
    // Days and times are computed in UTC wherever the machine stands.
    env: { ...process.env, UV_THREADPOOL_SIZE: String(THREAD_POOL_SIZE), TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    if (child.pid !== undefined) await pidFile.write(child.pid);
    const port = await handshake(child, {
      ...options,
      path: options.folder,
      host: LOOPBACK,
      port: options.port ?? 0,
    });
    const crashed = (code: number | null, signal: NodeJS.Signals | null): void =>
      options.onCrash?.(`ClickHouse ended by itself (${signal ?? `exit code ${String(code)}`})`);
    child.once('exit', crashed);
    const credentials = `${encodeURIComponent(options.user)}:${encodeURIComponent(options.password)}`;
    return {
      url: `http://${credentials}@${LOOPBACK}:${port}`,
      ...(child.pid !== undefined && { pid: child.pid }),
      stop: async () => {
        child.off('exit', crashed);
        await stop(child);
        await pidFile.remove();
      },
      kill: () => {
        child.off('exit', crashed);
        child.kill('SIGKILL');
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function handshake(child: ChildProcess, options: Order & ClickHouseOptions): Promise<number> {
  const { path, host, port, user, password } = options;
  const answer = new Promise<Answer>((resolve) => {
    child.once('message', (message: Answer) => {
      resolve(message);
    });
    child.once('error', (error) => {
      resolve({ kind: 'failed', message: error.message });
    });
    child.once('exit', (code, signal) => {
      resolve({ kind: 'failed', message: `it ended at once (${signal ?? `exit code ${String(code)}`})` });
    });
  });
  const order: Order = { path, host, port, user, password };
  child.send(order);
  const answered = await answer;
  if (answered.kind === 'failed') throw new Error(`ClickHouse did not start: ${answered.message}`);
  return answered.port;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.send('stop');
  const patience = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
  await ended;
  clearTimeout(patience);
}

/** A parent that was killed has left its engine behind for a moment, or, if that one hangs, for longer. */
async function endLeftover(pidFile: PidFile): Promise<void> {
  const pid = await pidFile.read();
  if (pid === undefined || !(await isRunning(pid))) return;
  // Ids are used again: another program that has this one now is left alone.
  if (!(await commandLine(pid)).includes('server-process')) return;
  if (await waitForEnd(pid, LEFTOVER_PATIENCE_MS)) return;
  await endProcess(pid, 'SIGKILL', LEFTOVER_PATIENCE_MS);
}
