import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { endProcess } from '@muster/standalone/engines';

const run = promisify(execFile);

/** Output of a program that ends by itself; undefined when it cannot be started, fails, or takes too long. */
export async function outputOf(
  program: string,
  args: readonly string[],
  timeoutMs = 5_000,
): Promise<string | undefined> {
  return run(program, [...args], { timeout: timeoutMs }).then(
    ({ stdout, stderr }) => `${stdout}${stderr}`,
    () => undefined,
  );
}

/** A server that was started for the tests. */
export interface StartedProgram {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where its output goes; the end of it is shown when it does not start. */
  readonly log: string;
  /** Resolves when it can be used; asked again and again until then. */
  readonly isReady: () => Promise<boolean>;
  readonly patienceMs: number;
}

/** A server that can be started again, with the same settings on the same data. */
export class RestartableProgram {
  private constructor(
    private readonly options: ProgramOptions,
    private running: StartedProgram,
  ) {}

  static async start(options: ProgramOptions): Promise<RestartableProgram> {
    return new RestartableProgram(options, await startProgram(options));
  }

  get pids(): readonly number[] {
    return [this.running.pid];
  }

  async restart(): Promise<void> {
    this.running = await startProgram(this.options);
  }

  async stop(): Promise<void> {
    await this.running.stop();
  }
}

const POLL_MS = 50;
const STOP_PATIENCE_MS = 10_000;

/** Starts a server and waits until it can be used. In a process group of its own: Ctrl-C is for the test run to handle. */
export async function startProgram(options: ProgramOptions): Promise<StartedProgram> {
  const log = await open(options.log, 'a');
  const child = spawn(options.program, [...options.args], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...process.env, ...options.env },
  });
  await log.close();
  const failure = new Promise<Error>((resolve) => {
    child.once('error', resolve);
    child.once('exit', (code) => {
      resolve(new Error(`it ended with exit code ${String(code)}`));
    });
  });
  const failed = await Promise.race([failure, untilReady(options)]);
  const { pid } = child;
  if (failed || pid === undefined) {
    await end(child);
    const said = (await readFile(options.log, 'utf8')).slice(-2_000);
    throw new Error(`${options.program} did not start: ${failed?.message ?? 'no process'}\n${said}`);
  }
  return { pid, stop: () => end(child) };
}

async function untilReady({ isReady, patienceMs }: ProgramOptions): Promise<Error | undefined> {
  const deadline = Date.now() + patienceMs;
  while (!(await isReady().catch(() => false))) {
    if (Date.now() > deadline) return new Error(`it was not ready after ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined) await endProcess(child.pid, 'SIGTERM', STOP_PATIENCE_MS);
}
