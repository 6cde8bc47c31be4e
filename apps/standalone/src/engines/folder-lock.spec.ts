import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './folder-lock';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-lock-'));
  file = join(folder, 'lock');
});

afterEach(() => rm(folder, { recursive: true }));

describe('the lock of a data folder', () => {
  it('keeps a second process out until it is released', async () => {
    const lock = await lockFolder(file);
    await expect(lockFolder(file)).rejects.toThrow(`process ${process.pid}`);
    await lock.release();
    await (await lockFolder(file)).release();
  });

  it('is taken from a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    await writeFile(file, JSON.stringify({ pid: child.pid, command: 'node' }));
    await lockFolder(file);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it.each([JSON.stringify({ pid: process.pid, command: 'another program' }), '', '{'])(
    'is taken when %j is in it',
    async (text) => {
      await writeFile(file, text);
      await lockFolder(file);
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
    },
  );
});
