import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  ENOSPC: 'there is no space left on its disk',
  EDQUOT: 'the quota of this user is used up',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'there is a file in its place',
};

/**
 * Makes a folder and tries to write into it, and into those below it that are there already: engines would tell of it in words of
 * their own, or not at all.
 * @throws Error that says which folder cannot be written, and why.
 */
export async function assertWritable(folder: string, below: readonly string[]): Promise<void> {
  await tryToWrite(folder);
  for (const name of below) {
    const path = join(folder, name);
    const exists = await stat(path).then(
      () => true,
      () => false,
    );
    if (exists) await tryToWrite(path);
  }
}

async function tryToWrite(folder: string): Promise<void> {
  const probe = join(folder, `.writable-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    // Not empty: on a full disk, names can still be made.
    await writeFile(probe, 'x');
    await rm(probe);
  } catch (error) {
    await rm(probe, { force: true }).catch(() => undefined);
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const reason = REASONS[code] ?? code;
    throw new Error(`${folder} cannot be written: ${reason}; choose another folder with MUSTER_DATA_DIR`, {
      cause: error,
    });
  }
}
