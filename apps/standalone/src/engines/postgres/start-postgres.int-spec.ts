import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { tempFolder } from '@muster/testing';
import type { TempFolder } from '@muster/testing';
import { Client } from 'pg';
import { isRunning } from '../process/processes';
import { startPostgres } from './start-postgres';

const account = { user: 'muster', password: 'p:w@/%' };
let folder: TempFolder;

beforeEach(async () => {
  folder = await tempFolder();
});

afterEach(() => folder.dispose());

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('keeps its data over a stop, and leaves no process', async () => {
    const first = await startPostgres({ folder: folder.path, ...account });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS a');
    await first.stop();
    expect(await isRunning(first.pid!)).toBe(false);
    const second = await startPostgres({ folder: folder.path, ...account });
    expect(await query(second.url, 'SELECT a FROM kept')).toEqual([{ a: 1 }]);
    await second.stop();
  });

  it('runs below a folder that only its owner may pass, such as /root', async () => {
    const closed = join(folder.path, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const server = await startPostgres({ folder: join(closed, 'postgres'), ...account });
    expect(await query(server.url, 'SELECT 1 AS a')).toEqual([{ a: 1 }]);
    await server.stop();
  });

  it('takes the data back from a server whose parent was killed', async () => {
    const entry = resolve(__dirname, '../../../dist/engines/index.js');
    const script = `require(${JSON.stringify(entry)}).startPostgres(${JSON.stringify({ folder: folder.path, ...account })})
      .then(({ url, pid }) => process.send({ url, pid }))`;
    const parent = fork('-e', [script], { execArgv: ['-e', script] });
    const [{ url, pid }] = (await once(parent, 'message')) as [{ url: string; pid: number }];
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS a');
    parent.kill('SIGKILL');
    expect(await isRunning(pid)).toBe(true);
    const next = await startPostgres({ folder: folder.path, ...account });
    expect(await isRunning(pid)).toBe(false);
    expect(await query(next.url, 'SELECT a FROM kept')).toEqual([{ a: 1 }]);
    await next.stop();
  });

  it('recovers from a killed server, even when its id belongs to another program by now', async () => {
    const first = await startPostgres({ folder: folder.path, ...account });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS a');
    process.kill(first.pid!, 'SIGKILL');
    await first.stop();
    await writeFile(join(folder.path, 'data', 'postmaster.pid'), `${process.pid}\n`);
    const next = await startPostgres({ folder: folder.path, ...account });
    expect(await query(next.url, 'SELECT a FROM kept')).toEqual([{ a: 1 }]);
    await next.stop();
  });

  it('starts anew where initdb was killed', async () => {
    await mkdir(join(folder.path, 'data.incoming'));
    await writeFile(join(folder.path, 'data.incoming', 'PG_VERSION'), '18');
    const engine = await startPostgres({ folder: folder.path, ...account });
    expect(await query(engine.url, 'SELECT 1 AS a')).toEqual([{ a: 1 }]);
    await engine.stop();
  });

  it('lets nobody in without the password', async () => {
    const engine = await startPostgres({ folder: folder.path, ...account });
    const url = new URL(engine.url);
    url.password = 'x';
    await expect(query(url.toString(), 'SELECT 1')).rejects.toThrow('password authentication failed');
    await engine.stop();
  });

  it('says when its port is taken', async () => {
    const first = await startPostgres({ folder: join(folder.path, 'a'), ...account });
    const port = Number(new URL(first.url).port);
    await expect(startPostgres({ folder: join(folder.path, 'b'), ...account, port })).rejects.toThrow(
      'Address already in use',
    );
    await first.stop();
  });
});
