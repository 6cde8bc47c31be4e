import { open, readFile, rm } from 'node:fs/promises';
import { commandLine, isRunning } from './process/processes';

/** Holds a folder for this process. */
export interface FolderLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly command: string;
}

/**
 * Takes a folder for this process, or says who has it. A lock whose process has ended, or whose id belongs to another program by
 * now, is stale: kill -9 leaves one.
 */
export async function lockFolder(file: string): Promise<FolderLock> {
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      const holder: Holder = { pid: process.pid, command: await commandLine(process.pid) };
      await handle.writeFile(JSON.stringify(holder));
      await handle.close();
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await holderOf(file);
    if (holder && (await isRunning(holder.pid)) && (await commandLine(holder.pid)) === holder.command) {
      throw new Error(`process ${holder.pid} (${holder.command.trim()}) is using this folder already`);
    }
    await rm(file, { force: true });
  }
}

async function holderOf(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    return JSON.parse(text) as Holder;
  } catch {
    // Killed between creating the file and writing it.
    return undefined;
  }
}
