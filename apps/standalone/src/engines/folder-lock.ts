import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { commandLine, isRunning, startOf } from './process/processes';
import { writeWhole } from './write-whole';

/** Holds a folder for this process. */
export interface FolderLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly command: string;
  /** When the process started, as its system says it: ids are used again, in a container each time. */
  readonly started?: string;
}

/**
 * Takes a folder for this process, or says who has it. A lock whose process has ended, or whose id belongs to another program by
 * now, is stale: kill -9 leaves one.
 *
 * A stale lock is not removed in order to be replaced: of two that find it, the slower one would remove the faster one's. The lock is a
 * file for each turn, `<name>.1`, `<name>.2` and so on, linked with its content in one step. The highest is never removed, so numbers only
 * grow, and whoever has a turn and sees no higher one has the folder.
 */
export async function lockFolder(path: string): Promise<FolderLock> {
  for (;;) {
    const turns = await turnsOf(path);
    await assertFree(path, turns);
    const mine = Math.max(0, ...turns) + 1;
    if (!(await takeTurn(path, mine))) continue;
    if ((await turnsOf(path)).some((turn) => turn > mine)) {
      // What was looked at was old: the turn had been somebody's, and was cleared away.
      await rm(fileOf(path, mine), { force: true });
      continue;
    }
    for (const turn of turns) await rm(fileOf(path, turn), { force: true });
    return { release: () => writeWhole(fileOf(path, mine), '{}') };
  }
}

/** @throws Error that says who has the folder. */
async function assertFree(path: string, turns: readonly number[]): Promise<void> {
  for (const turn of turns) {
    const holder = await holderOf(fileOf(path, turn));
    if (holder && (await isAlive(holder))) {
      throw new Error(`process ${holder.pid} (${holder.command.trim()}) is using this folder already`);
    }
  }
}

async function isAlive({ pid, command, started }: Holder): Promise<boolean> {
  if (!(await isRunning(pid)) || (await commandLine(pid)) !== command) return false;
  return started === undefined || (await startOf(pid)) === started;
}

/** @returns whether nobody else has taken it. */
async function takeTurn(path: string, turn: number): Promise<boolean> {
  const started = await startOf(process.pid);
  const holder: Holder = {
    pid: process.pid,
    command: await commandLine(process.pid),
    ...(started !== undefined && { started }),
  };
  const aside = `${path}.${randomUUID()}.incoming`;
  try {
    await writeFile(aside, JSON.stringify(holder), { flag: 'wx', flush: true });
    await link(aside, fileOf(path, turn));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** 0 is the lock that versions without turns have left. */
function fileOf(path: string, turn: number): string {
  return turn === 0 ? path : `${path}.${turn}`;
}

async function turnsOf(path: string): Promise<number[]> {
  const prefix = basename(path);
  const names = await readdir(dirname(path));
  return names.flatMap((name) => {
    if (name === prefix) return [0];
    const turn = name.startsWith(`${prefix}.`)
      ? /^[1-9][0-9]{0,8}$/.exec(name.slice(prefix.length + 1))
      : null;
    return turn ? [Number(turn[0])] : [];
  });
}

async function holderOf(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    const holder: unknown = JSON.parse(text);
    return isHolder(holder) ? holder : undefined;
  } catch {
    // Damaged by a power failure: its process is gone.
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('command' in value)) return false;
  return Number.isInteger(value.pid) && typeof value.command === 'string';
}
