import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MusterClient } from '@muster/contracts';
import { tempFolder, waitFor } from '@muster/testing';
import type { TempFolder } from '@muster/testing';
import { demoAudiences } from './demo/demo-audiences';
import { freePort } from './engines/process/free-port';
import { isRunning, processesIn } from './engines/process/processes';

const MAIN = resolve(__dirname, '../dist/main.js');
/** Starting takes seconds, and the machine runs other tests meanwhile. */
const START_TIMEOUT_MS = 90_000;
jest.setTimeout(180_000);

let folder: TempFolder;
let port: number;
let running: Started | undefined;

interface Started {
  readonly process: ChildProcess;
  output(): string;
}

function start(variables: Record<string, string> = {}): Started {
  let output = '';
  const child = fork(MAIN, [], {
    execArgv: [],
    silent: true,
    env: { ...process.env, PORT: String(port), MUSTER_DATA_DIR: join(folder.path, 'data'), ...variables },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  }
  running = { process: child, output: () => output };
  return running;
}

/** The token that is printed for copy and paste. */
async function ready(started: Started): Promise<MusterClient> {
  const token = await waitFor(() => /MUSTER_TOKEN=(\S+)/.exec(started.output())?.[1], {
    what: 'standalone to be ready',
    timeoutMs: START_TIMEOUT_MS,
  });
  return new MusterClient(/MUSTER_URL=(\S+)/.exec(started.output())![1]!, token);
}

async function end(started: Started, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(started.process, 'exit') as Promise<[number | null]>;
  started.process.kill(signal);
  return (await ended)[0];
}

async function engineProcesses(): Promise<number[]> {
  const files = ['postgres/data/postmaster.pid', 'clickhouse/server.pid'];
  const texts = await Promise.all(
    files.map((file) => readFile(join(folder.path, 'data', file), 'utf8').catch(() => '')),
  );
  return texts.map((text) => Number.parseInt(text, 10)).filter((pid) => !Number.isNaN(pid));
}

/** The processes of PostgreSQL and of ClickHouse's engine that work on this test's folder. */
async function enginesLeft(): Promise<number[]> {
  const postgres = await processesIn(join(folder.path, 'data', 'postgres', 'data'));
  const running = (await engineProcesses()).map(async (pid) => ((await isRunning(pid)) ? [pid] : []));
  return [...postgres, ...(await Promise.all(running)).flat()];
}

const nothingLeft = () =>
  waitFor(async () => (await enginesLeft()).length === 0, {
    what: 'the engines to end',
    timeoutMs: START_TIMEOUT_MS,
  });

async function noneRuns(pids: readonly number[]): Promise<boolean> {
  return !(await Promise.all(pids.map(isRunning))).includes(true);
}

/** Every demo audience once, with the counts of their results. */
async function counts(client: MusterClient): Promise<Record<string, number | undefined>> {
  const { audiences } = await client.audiences();
  expect(audiences.map(({ name }) => name).sort()).toEqual(demoAudiences.map(({ name }) => name).sort());
  return Object.fromEntries(audiences.map(({ name, result }) => [name, result?.count]));
}

beforeEach(async () => {
  folder = await tempFolder();
  port = await freePort();
});

afterEach(async () => {
  if (running && running.process.exitCode === null && running.process.signalCode === null) {
    await end(running, 'SIGTERM');
  }
  await folder.dispose();
});

describe('standalone', () => {
  it('makes a demo, survives Ctrl-C and kill -9 with its data, and leaves no process', async () => {
    const first = start();
    const made = await counts(await ready(first));
    for (const count of Object.values(made)) expect(count).toBeGreaterThan(0);
    const engines = await engineProcesses();
    expect(engines).toHaveLength(2);
    expect(await end(first, 'SIGINT')).toBe(0);
    expect(await noneRuns(engines)).toBe(true);

    const second = start();
    expect(await counts(await ready(second))).toEqual(made);
    await end(second, 'SIGKILL');

    const third = start();
    expect(await counts(await ready(third))).toEqual(made);
    expect(await end(third, 'SIGTERM')).toBe(0);
  });

  it('goes on with a demo that was interrupted', async () => {
    const first = start();
    await waitFor(() => first.output().includes('making the demo organisation'), {
      what: 'the demo to begin',
      timeoutMs: START_TIMEOUT_MS,
    });
    await waitFor(() => readFile(join(folder.path, 'data', 'demo.json'), 'utf8').catch(() => undefined), {
      what: 'the organisation to be registered',
    });
    await end(first, 'SIGKILL');
    const second = start();
    const made = await counts(await ready(second));
    for (const count of Object.values(made)) expect(count).toBeGreaterThan(0);
  });

  it('says who has its port, before it starts anything', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    port = (other.address() as AddressInfo).port;
    const started = start();
    const [code] = (await once(started.process, 'close')) as [number];
    expect(code).toBe(1);
    expect(started.output()).toContain(`port ${port} is in use by another program`);
    expect(await engineProcesses()).toEqual([]);
    other.close();
  });

  it('says that another one has its folder', async () => {
    const first = start({ MUSTER_DEMO: 'off' });
    await waitFor(() => first.output().includes('MUSTER_URL='), {
      what: 'standalone to be ready',
      timeoutMs: START_TIMEOUT_MS,
    });
    port = await freePort();
    const second = start();
    const [code] = (await once(second.process, 'close')) as [number];
    expect(code).toBe(1);
    expect(second.output()).toContain(`process ${String(first.process.pid)}`);
    await end(first, 'SIGTERM');
  });

  describe('leaves no process', () => {
    const printed = (started: Started, text: string) =>
      waitFor(() => started.output().includes(text), { what: text, timeoutMs: START_TIMEOUT_MS });
    const exitCode = async (started: Started) =>
      ((await once(started.process, 'close')) as [number | null])[0];

    it('when its terminal is closed', async () => {
      const started = start({ MUSTER_DEMO: 'off' });
      await printed(started, 'MUSTER_URL=');
      expect(await end(started, 'SIGHUP')).toBe(0);
      expect(await enginesLeft()).toEqual([]);
    });

    it('when it is interrupted twice, while it starts and when it runs', async () => {
      for (const sign of ['starting PostgreSQL', 'starting the services', 'MUSTER_URL=']) {
        const started = start({ MUSTER_DEMO: 'off' });
        await printed(started, sign);
        const ended = exitCode(started);
        started.process.kill('SIGINT');
        await printed(started, 'Ctrl-C again ends it at once');
        started.process.kill('SIGINT');
        expect([0, 130]).toContain(await ended);
        await nothingLeft();
      }
    });

    it.each(['clickhouse/server.pid', 'postgres/data/postmaster.pid'])(
      'when one of its engines dies: %s',
      async (file) => {
        const started = start({ MUSTER_DEMO: 'off' });
        await printed(started, 'MUSTER_URL=');
        const ended = exitCode(started);
        process.kill(Number.parseInt(await readFile(join(folder.path, 'data', file), 'utf8'), 10), 'SIGKILL');
        expect(await ended).toBe(1);
        expect(started.output()).toContain('ended by itself');
        await nothingLeft();
      },
    );
  });

  it('runs once when it is started three times at once', async () => {
    const ports = [port, await freePort(), await freePort()];
    const all = ports.map((own) => start({ MUSTER_DEMO: 'off', PORT: String(own) }));
    const ends = all.map(async (started) => ((await once(started.process, 'close')) as [number | null])[0]);
    const ready = await waitFor(() => all.find(({ output }) => output().includes('MUSTER_URL=')), {
      what: 'one of them to be ready',
      timeoutMs: START_TIMEOUT_MS,
    });
    const others = all.filter((started) => started !== ready);
    for (const other of others) {
      expect(await ends[all.indexOf(other)]).toBe(1);
      expect(other.output()).toContain(`process ${String(ready.process.pid)}`);
      expect(other.output()).toContain('is using this folder already');
    }
    expect((await fetch(`${/MUSTER_URL=(\S+)/.exec(ready.output())![1]!}/health/ready`)).status).toBe(200);
    await end(ready, 'SIGTERM');
  });

  it('says that its secrets are not those of its data', async () => {
    const first = start({ MUSTER_DEMO: 'off' });
    await waitFor(() => first.output().includes('MUSTER_URL='), {
      what: 'standalone to be ready',
      timeoutMs: START_TIMEOUT_MS,
    });
    await end(first, 'SIGTERM');
    const file = join(folder.path, 'data', 'secrets.json');
    const secrets = await readFile(file, 'utf8');
    const foreign = secrets.replaceAll(/[0-9a-f]{48}/g, 'f'.repeat(48));
    for (const [text, message] of [
      [foreign, `is not the one with which the data in ${join(folder.path, 'data')} was made`],
      ['{"a":1}', 'does not hold the secrets of a Muster folder'],
      ['', 'does not hold the secrets of a Muster folder'],
    ] as const) {
      await writeFile(file, text);
      const started = start({ MUSTER_DEMO: 'off' });
      expect(((await once(started.process, 'close')) as [number])[0]).toBe(1);
      expect(started.output()).toContain(`${file} ${message}`);
      expect(await enginesLeft()).toEqual([]);
    }
  });

  it('says that its folder cannot be written', async () => {
    await writeFile(join(folder.path, 'file'), '');
    const started = start({ MUSTER_DATA_DIR: join(folder.path, 'file', 'data') });
    expect(((await once(started.process, 'close')) as [number])[0]).toBe(1);
    expect(started.output()).toContain('cannot be written: a part of its path is a file');
  });

  it('says which variable is bad', async () => {
    const started = start({ PORT: 'x' });
    const [code] = (await once(started.process, 'close')) as [number];
    expect(code).toBe(1);
    expect(started.output()).toContain('PORT');
  });
});
