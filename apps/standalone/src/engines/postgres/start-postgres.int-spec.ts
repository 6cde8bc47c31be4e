import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { tempFolder, waitFor } from '@muster/testing';
import type { TempFolder } from '@muster/testing';
import { Client } from 'pg';
import { isRunning, processesIn, waitForEnd } from '../process/processes';
import { startPostgres, WrongPasswordError } from './start-postgres';

/** Until a server that was told to end has ended, in milliseconds. */
const PATIENCE_MS = 30_000;
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

  it('ends with a parent that was killed, and its data is taken up', async () => {
    const entry = resolve(__dirname, '../../../dist/engines/index.js');
    const script = `require(${JSON.stringify(entry)}).startPostgres(${JSON.stringify({ folder: folder.path, ...account })})
      .then(({ url, pid }) => process.send({ url, pid }))`;
    const parent = fork('-e', [script], { execArgv: ['-e', script] });
    const [{ url, pid }] = (await once(parent, 'message')) as [{ url: string; pid: number }];
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS a');
    parent.kill('SIGKILL');
    expect(await waitForEnd(pid, PATIENCE_MS)).toBe(true);
    const next = await startPostgres({ folder: folder.path, ...account });
    expect(await query(next.url, 'SELECT a FROM kept')).toEqual([{ a: 1 }]);
    await next.stop();
  });

  it('takes the data from a server that runs on it still, whatever its lock file says', async () => {
    const first = await startPostgres({ folder: folder.path, ...account });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS a');
    await writeFile(join(folder.path, 'data', 'postmaster.pid'), '');
    const next = await startPostgres({ folder: folder.path, ...account });
    expect(await isRunning(first.pid!)).toBe(false);
    expect(await query(next.url, 'SELECT a FROM kept')).toEqual([{ a: 1 }]);
    await next.stop();
  });

  it.each([
    ['the id of another program', `${process.pid}\n`],
    ['nothing', ''],
    ['half of what Postgres writes', '12'],
    ['zeros, as after a power failure', '\0'.repeat(100)],
    ['something else', 'x\ny\n'],
  ])('recovers from a killed server that has left %s in its lock file', async (_, text) => {
    const first = await startPostgres({ folder: folder.path, ...account });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS a');
    process.kill(first.pid!, 'SIGKILL');
    await first.stop();
    await writeFile(join(folder.path, 'data', 'postmaster.pid'), text);
    const next = await startPostgres({ folder: folder.path, ...account });
    expect(await query(next.url, 'SELECT a FROM kept')).toEqual([{ a: 1 }]);
    await next.stop();
  });

  it('leaves nothing of a server that was killed without waiting', async () => {
    const engine = await startPostgres({ folder: folder.path, ...account });
    const data = join(folder.path, 'data');
    expect((await processesIn(data)).length).toBeGreaterThan(1);
    engine.kill();
    await waitFor(async () => (await processesIn(data)).length === 0, { what: 'its processes to end' });
  });

  it('says that its data was made with another password, and leaves no process', async () => {
    await (await startPostgres({ folder: folder.path, ...account })).stop();
    const wrong = startPostgres({ folder: folder.path, ...account, password: 'x' });
    await expect(wrong).rejects.toBeInstanceOf(WrongPasswordError);
    expect(await processesIn(join(folder.path, 'data'))).toEqual([]);
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
