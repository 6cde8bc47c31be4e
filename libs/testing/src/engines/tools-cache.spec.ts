import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempFolder } from '../temp-folder';
import type { TempFolder } from '../temp-folder';
import { cachedTool } from './tools-cache';

let folder: TempFolder;

beforeEach(async () => {
  folder = await tempFolder();
  process.env['MUSTER_TOOLS_CACHE'] = folder.path;
});

afterEach(async () => {
  delete process.env['MUSTER_TOOLS_CACHE'];
  await folder.dispose();
});

describe('the cache of tools', () => {
  it('fetches a tool once', async () => {
    let fetched = 0;
    const fill = (aside: string) => {
      fetched++;
      return writeFile(join(aside, 'tool'), 'x');
    };
    const first = await cachedTool('tool-1', fill);
    expect(await cachedTool('tool-1', fill)).toBe(first);
    expect(fetched).toBe(1);
    expect(await readFile(join(first, 'tool'), 'utf8')).toBe('x');
  });

  it('keeps nothing of a fetch that fails', async () => {
    const fill = async (aside: string) => {
      await writeFile(join(aside, 'half'), 'x');
      throw new Error('the network is gone');
    };
    await expect(cachedTool('tool-1', fill)).rejects.toThrow('the network is gone');
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('is content when two fetch at once', async () => {
    const fill = (aside: string) => writeFile(join(aside, 'tool'), 'x');
    const [one, two] = await Promise.all([cachedTool('tool-1', fill), cachedTool('tool-1', fill)]);
    expect(one).toBe(two);
    expect(await readdir(folder.path)).toEqual(['tool-1']);
  });
});
