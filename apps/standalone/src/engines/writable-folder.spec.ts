import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempFolder, type TempFolder } from '@muster/testing';
import { assertWritable } from './writable-folder';

let folder: TempFolder;

beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.dispose());

/** Root may write everywhere; `nobody` may not. */
async function notAsRoot<Result>(work: () => Promise<Result>): Promise<Result> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('a folder for data', () => {
  it('is made, and nothing is left in it', async () => {
    const path = join(folder.path, 'a/b');
    await assertWritable(path, ['postgres']);
    expect(await readdir(path)).toEqual([]);
  });

  it('that may not be written is told of, also when it lies below', async () => {
    await chmod(folder.path, 0o755);
    const path = join(folder.path, 'data');
    await mkdir(join(path, 'clickhouse'), { recursive: true });
    await chmod(join(path, 'clickhouse'), 0o555);
    const both = ['postgres', 'clickhouse'];
    await chmod(path, 0o777);
    await expect(notAsRoot(() => assertWritable(path, both))).rejects.toThrow(
      `${join(path, 'clickhouse')} cannot be written: this user may not write there`,
    );
    await chmod(path, 0o555);
    await expect(notAsRoot(() => assertWritable(path, both))).rejects.toThrow(
      `${path} cannot be written: this user may not write there; choose another folder with MUSTER_DATA_DIR`,
    );
    await chmod(path, 0o755);
    await chmod(join(path, 'clickhouse'), 0o755);
  });

  it('is no file', async () => {
    const path = join(folder.path, 'file');
    await writeFile(path, '');
    await expect(assertWritable(path, [])).rejects.toThrow('there is a file in its place');
    await expect(assertWritable(join(path, 'data'), [])).rejects.toThrow('a part of its path is a file');
  });
});
