import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './folder-lock';
import { commandLine } from './process/processes';

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
    expect(await readdir(folder)).toEqual(['lock.2']);
  });

  it('is taken from a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    await writeFile(`${file}.7`, JSON.stringify({ pid: child.pid, command: 'node' }));
    await lockFolder(file);
    // No file but that of the one who has it.
    expect(await readdir(folder)).toEqual(['lock.8']);
    expect(JSON.parse(await readFile(`${file}.8`, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it.each([
    ['another program', { command: 'another program' }],
    ['another process of the same command', { command: 'COMMAND', started: 'long ago' }],
  ])('is taken when the id belongs to %s by now', async (_, { command, ...started }) => {
    const own = command === 'COMMAND' ? await commandLine(process.pid) : command;
    await writeFile(`${file}.1`, JSON.stringify({ pid: process.pid, command: own, ...started }));
    await lockFolder(file);
    expect(await readdir(folder)).toEqual(['lock.2']);
  });

  it.each(['', '{', '"text"', '{"pid":"x"}'])('is taken when %j is in it', async (text) => {
    await writeFile(`${file}.1`, text);
    await lockFolder(file);
    expect(await readdir(folder)).toEqual(['lock.2']);
  });

  it('of an earlier version counts', async () => {
    const holder = { pid: process.pid, command: await commandLine(process.pid) };
    await writeFile(file, JSON.stringify(holder));
    await expect(lockFolder(file)).rejects.toThrow(`process ${process.pid}`);
    await writeFile(file, JSON.stringify({ ...holder, command: 'another program' }));
    await lockFolder(file);
    expect(await readdir(folder)).toEqual(['lock.1']);
  });

  it.each([
    ['nobody has it', undefined],
    ['a killed process has left it', { pid: 2 ** 22 + 1, command: 'node' }],
  ])('is taken by one of many that come at once when %s', async (_, left) => {
    for (let round = 0; round < 20; round++) {
      if (left) await writeFile(`${file}.${round * 2 + 1}`, JSON.stringify(left));
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(file)));
      const taken = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(taken).toHaveLength(1);
      const refused = tries.filter((result) => result.status === 'rejected');
      for (const { reason } of refused) expect(String(reason)).toContain(`process ${process.pid}`);
      await taken[0]!.release();
      expect(await readdir(folder)).toHaveLength(1);
    }
  });
});
