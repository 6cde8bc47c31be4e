import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createClient } from '@clickhouse/client';
import { tempFolder, waitFor } from '@muster/testing';
import type { TempFolder } from '@muster/testing';
import { isRunning } from '../process/processes';
import { startClickHouse } from './start-clickhouse';

const account = { user: 'muster', password: 'secret' };
let folder: TempFolder;

beforeEach(async () => {
  folder = await tempFolder();
});

afterEach(() => folder.dispose());

async function numbers(url: string): Promise<unknown> {
  const client = createClient({ url });
  try {
    const result = await client.query({ query: 'SELECT a FROM kept ORDER BY a', format: 'JSONEachRow' });
    return await result.json();
  } finally {
    await client.close();
  }
}

async function insert(url: string): Promise<void> {
  const client = createClient({ url });
  await client.command({ query: 'CREATE TABLE kept (a UInt8) ENGINE = MergeTree ORDER BY a' });
  await client.insert({ table: 'kept', values: [{ a: 1 }, { a: 2 }], format: 'JSONEachRow' });
  await client.close();
}

describe('the process of the embedded ClickHouse', () => {
  it('keeps its data over a stop, and leaves no process', async () => {
    const first = await startClickHouse({ folder: folder.path, ...account });
    await insert(first.url);
    await first.stop();
    expect(await isRunning(first.pid!)).toBe(false);
    const second = await startClickHouse({ folder: folder.path, ...account });
    expect(await numbers(second.url)).toEqual([{ a: 1 }, { a: 2 }]);
    await second.stop();
  });

  it('ends when its parent is killed, and the data are free for the next', async () => {
    const entry = resolve(__dirname, '../../../dist/engines/index.js');
    const script = `require(${JSON.stringify(entry)}).startClickHouse(${JSON.stringify({ folder: folder.path, ...account })})
      .then(({ url, pid }) => process.send({ url, pid }))`;
    const parent = fork('-e', [script], { execArgv: ['-e', script] });
    const [{ url, pid }] = (await once(parent, 'message')) as [{ url: string; pid: number }];
    await insert(url);
    parent.kill('SIGKILL');
    await waitFor(async () => !(await isRunning(pid)), { what: 'the engine to end' });
    const next = await startClickHouse({ folder: folder.path, ...account });
    expect(await numbers(next.url)).toEqual([{ a: 1 }, { a: 2 }]);
    await next.stop();
  });

  it('says when it crashes', async () => {
    const crashed = new Promise<string>((resolve) => {
      void startClickHouse({ folder: folder.path, ...account, onCrash: resolve }).then(({ pid }) =>
        process.kill(pid!, 'SIGKILL'),
      );
    });
    expect(await crashed).toContain('SIGKILL');
  });

  it('says when its port is taken', async () => {
    const first = await startClickHouse({ folder: `${folder.path}/a`, ...account });
    const port = Number(new URL(first.url).port);
    await expect(startClickHouse({ folder: `${folder.path}/b`, ...account, port })).rejects.toThrow(
      'EADDRINUSE',
    );
    await first.stop();
  });
});
