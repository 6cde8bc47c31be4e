import { createServer } from 'node:net';
import { join } from 'node:path';
import { audienceApiService } from '@muster/audience-api';
import { calculatorService } from '@muster/calculator';
import { exporterService } from '@muster/exporter';
import { importerService } from '@muster/importer';
import { startService } from '@muster/platform';
import type { RunningService } from '@muster/platform';
import { ruleCompilerService } from '@muster/rule-compiler';
import { seedDemo } from './demo/seed-demo';
import type { DemoOrganisation } from './demo/seed-demo';
import { LOOPBACK } from './engines/engine';
import { startEngines } from './engines/start-engines';

export interface StandaloneOptions {
  /** Everything that is kept lies below it. */
  readonly dataFolder: string;
  /** Of the HTTP interface; 0: any free port. */
  readonly port: number;
  /** Whether to make the demo organisation at the first start. */
  readonly demo: boolean;
  /** Further variables for the services, e.g. LOG_LEVEL. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told when an engine ends by itself: nothing works from then on. */
  readonly onCrash?: (reason: string) => void;
  /** Told what is going on, in a sentence; starting takes a few seconds. */
  readonly onProgress?: (sentence: string) => void;
}

export interface Standalone {
  /** Where the HTTP interface answers. */
  readonly url: string;
  readonly adminToken: string;
  /** The variables of the services: for more of them, or for looking into the engines. */
  readonly env: Readonly<Record<string, string>>;
  readonly demo: DemoOrganisation | undefined;
  stop(): Promise<void>;
  /** Ends the engines without waiting. */
  kill(): void;
}

type Start = (env: Readonly<Record<string, string>>) => Promise<RunningService>;

/** Services that are told of work; they must listen before the API, which gives it out, takes requests. */
const WORKERS: readonly Start[] = [
  (env) => startService(ruleCompilerService, env, { port: 'none' }),
  (env) => startService(calculatorService, env, { port: 'none' }),
  (env) => startService(importerService, env, { port: 'none' }),
  (env) => startService(exporterService, env, { port: 'none' }),
];

/** Starts the five services in this process, on embedded engines. Everything binds to 127.0.0.1. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const progress = options.onProgress ?? (() => undefined);
  await assertFree(options.port);
  progress('starting PostgreSQL, ClickHouse and the object store');
  const engines = await startEngines(options.dataFolder, (reason) => options.onCrash?.(reason));
  const services: RunningService[] = [];
  const stop = async (): Promise<void> => {
    // The API first, so that nobody gives out work that nobody takes.
    for (const service of services.toReversed()) await service.stop();
    await engines.stop();
  };
  try {
    const env = { ...engines.env, ...options.env, HOST: LOOPBACK, PORT: String(options.port) };
    progress('starting the services');
    const started = await Promise.allSettled(WORKERS.map((start) => start(env)));
    services.push(...started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : [])));
    for (const start of started) if (start.status === 'rejected') throw start.reason;
    const api = await startService(
      audienceApiService,
      { ...env, ADMIN_TOKEN: engines.adminToken },
      { port: 'configured' },
    );
    services.push(api);
    const url = api.url ?? `http://${LOOPBACK}:${options.port}`;
    const demo = options.demo
      ? await seedDemo({
          url,
          adminToken: engines.adminToken,
          stateFile: join(options.dataFolder, 'demo.json'),
          onProgress: progress,
        })
      : undefined;
    return {
      url,
      adminToken: engines.adminToken,
      env,
      demo,
      stop,
      kill: () => {
        engines.kill();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Says at once, and before any engine runs, that somebody else has the port. */
async function assertFree(port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new PortInUseError(port)
          : new Error(`cannot listen on port ${port}: ${error.message}`, { cause: error }),
      );
    });
    server.listen(port, LOOPBACK, resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

/** Somebody else listens on the port that was asked for. */
export class PortInUseError extends Error {
  constructor(port: number) {
    super(
      `port ${port} is in use by another program; choose another one, for instance PORT=${port + 1} npm start`,
    );
    this.name = 'PortInUseError';
  }
}
