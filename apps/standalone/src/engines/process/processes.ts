import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** How often a process that should end is looked at, in milliseconds. */
const POLL_MS = 25;

/** Whether a process with the id exists (a zombie counts as ended: it holds no files). */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists, but belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(state);
}

/** The command line of a process; empty when it cannot be told. */
export async function commandLine(pid: number): Promise<string> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (fromProc !== undefined) return fromProc.replaceAll('\0', ' ');
  // Where there is no /proc (macOS).
  return run('ps', ['-p', String(pid), '-o', 'command=']).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

/**
 * When a process started, as its system says it: with the id it names one process, also when ids are used again. Undefined when it
 * cannot be told.
 */
export async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat !== undefined) {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    // Field 22, in ticks since the system has started; the name of the program, field 2, may have spaces in it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? undefined : `${boot.trim()}/${ticks}`;
  }
  return run('ps', ['-p', String(pid), '-o', 'lstart=']).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/** The processes that work in a folder: for those of PostgreSQL, that of their data. */
export async function processesIn(folder: string): Promise<number[]> {
  const path = await realpath(folder).catch(() => folder);
  const names = await readdir('/proc').catch(() => undefined);
  if (names === undefined) return processesNaming(path);
  const pids = names.filter((name) => /^[0-9]+$/.test(name)).map(Number);
  const cwds = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)));
  return pids.filter((_, at) => cwds[at] === path);
}

/** Where there is no /proc (macOS): those whose command line names the folder. */
async function processesNaming(folder: string): Promise<number[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,command='], { maxBuffer: 16 * 1024 * 1024 });
  const lines = stdout.split('\n').filter((line) => line.includes(folder));
  return lines.map((line) => Number.parseInt(line, 10)).filter((pid) => pid !== process.pid);
}

/** Resolves to whether the process has ended within the time. */
export async function waitForEnd(pid: number, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (await isRunning(pid)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

/** Ends a process: asks, waits, then kills. */
export async function endProcess(pid: number, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  send(pid, signal);
  if (await waitForEnd(pid, patienceMs)) return;
  send(pid, 'SIGKILL');
  await waitForEnd(pid, patienceMs);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A file with the id of the process that owns a folder. */
export class PidFile {
  constructor(private readonly path: string) {}

  /** The id in the first line; undefined when there is no such file, or something else is in it. */
  async read(): Promise<number | undefined> {
    const text = await readFile(this.path, 'utf8').catch(() => '');
    const pid = Number(text.split('\n', 1)[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  }

  async write(pid: number): Promise<void> {
    await writeFile(this.path, `${pid}\n`);
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}
