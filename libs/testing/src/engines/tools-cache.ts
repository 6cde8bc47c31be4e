import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where fetched tools are kept, outside the tree, for every clone and every run: `MUSTER_TOOLS_CACHE`, or below the home. */
export function toolsCache(): string {
  return process.env['MUSTER_TOOLS_CACHE'] ?? join(homedir(), '.cache', 'muster-tools');
}

/**
 * The folder of a tool in the cache; when missing it is filled aside and then renamed, so that a broken fetch leaves nothing
 * behind, and of two at once one wins and both are content.
 */
export async function cachedTool(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(toolsCache(), name);
  if (await exists(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const aside = await mkdtemp(`${folder}.incoming-`);
  try {
    await fill(aside);
    await rename(aside, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return folder;
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
