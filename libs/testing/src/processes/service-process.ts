import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { endProcess, freePort, isRunning, waitForEnd } from '@muster/standalone/engines';
import { waitFor } from '../wait-for';

const SERVICES = resolve(__dirname, '../../../../services');
const START_TIMEOUT_MS = 60_000;
const END_PATIENCE_MS = 20_000;
/** Characters of the log that are kept for a failing test to show. */
const KEPT_LOG = 200_000;

/** Services that this process has started and that still run. */
const alive = new Set<ServiceProcess>();
// A test process that ends by itself, or by its runner, leaves none behind.
process.once('exit', () => {
  for (const service of alive) service.killNow();
});

export type ServiceName = 'audience-api' | 'rule-compiler' | 'calculator' | 'importer' | 'exporter';

/** A service as an operating-system process of its own, as in production: `node dist/main.js`, told everything by variables. */
export class ServiceProcess {
  #child: ChildProcess | undefined;
  #log = '';

  private constructor(
    readonly name: ServiceName,
    private readonly env: Readonly<Record<string, string>>,
    private readonly port: number,
  ) {}

  /** Starts a service on a free port and waits until it is ready. The project must have been built. */
  static async start(name: ServiceName, env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const service = new ServiceProcess(name, env, await freePort());
    await service.start();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Everything it has written, from its first start on. */
  get log(): string {
    return this.#log;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it again after a kill or a stop: same variables, same port. */
  async start(): Promise<void> {
    const main = resolve(SERVICES, this.name, 'dist/main.js');
    if (!existsSync(main)) throw new Error(`${main} is missing: build the project first (npm run build)`);
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      env: { PATH: process.env['PATH'], ...this.env, HOST: '127.0.0.1', PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    alive.add(this);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#log = `${this.#log}${chunk.toString('utf8')}`.slice(-KEPT_LOG);
      });
    }
    child.once('exit', () => alive.delete(this));
    try {
      await waitFor(() => this.isReadyOrGone(child), {
        what: `${this.name} to be ready`,
        timeoutMs: START_TIMEOUT_MS,
      });
    } catch (error) {
      this.killNow();
      throw error;
    }
    if (child.exitCode !== null) throw new Error(`${this.name} did not start:\n${this.#log.slice(-4_000)}`);
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    const pid = this.pid;
    this.killNow();
    if (pid !== undefined) await waitForEnd(pid, END_PATIENCE_MS);
  }

  /** Graceful, by SIGTERM. */
  async stop(): Promise<void> {
    if (this.pid !== undefined && (await isRunning(this.pid))) {
      await endProcess(this.pid, 'SIGTERM', END_PATIENCE_MS);
    }
  }

  killNow(): void {
    this.#child?.kill('SIGKILL');
  }

  private async isReadyOrGone(child: ChildProcess): Promise<boolean> {
    if (child.exitCode !== null || child.signalCode !== null) return true;
    return (await fetch(`${this.url}/health/ready`)).ok;
  }
}
