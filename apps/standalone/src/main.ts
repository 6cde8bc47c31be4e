import { resolve } from 'node:path';
import { z } from 'zod';
import { startStandalone } from './start-standalone';

const variables = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  MUSTER_DATA_DIR: z.string().min(1).default('.muster'),
  /** `off`: an empty installation. */
  MUSTER_DEMO: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.string().default('warn'),
});

async function main(): Promise<void> {
  const begun = Date.now();
  const parsed = variables.safeParse(process.env);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) say(`${path.join('.')}: ${message}`);
    process.exit(1);
  }
  const { PORT, MUSTER_DATA_DIR, MUSTER_DEMO, LOG_LEVEL } = parsed.data;
  const dataFolder = resolve(MUSTER_DATA_DIR);
  say(`Muster keeps its data in ${dataFolder}`);

  let interrupted = 0;
  let stop = (): void => {
    say('stops as soon as it has started; Ctrl-C again ends it at once');
  };
  let kill = (): void => undefined;
  // A terminal that was closed reads no more, and says so by SIGHUP.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted++;
      if (interrupted > 1) {
        kill();
        process.exit(130);
      }
      stop();
    });
  }

  const standalone = await startStandalone({
    dataFolder,
    port: PORT,
    demo: MUSTER_DEMO === 'on',
    env: { LOG_LEVEL },
    onProgress: say,
    onCrash: (reason) => {
      say(`${reason}; see above`);
      process.exit(1);
    },
  });
  kill = () => {
    standalone.kill();
  };
  stop = () => {
    say('stopping; Ctrl-C again ends it at once');
    standalone.stop().then(() => process.exit(0), fail);
  };
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  say(`ready after ${seconds} s; Ctrl-C stops everything and keeps the data`);
  say(`\n  export MUSTER_URL=${standalone.url}`);
  if (standalone.demo) say(`  export MUSTER_TOKEN=${standalone.demo.token}\n`);
  else say(`  export MUSTER_ADMIN_TOKEN=${standalone.adminToken}\n`);
  if (interrupted > 0) stop();
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

function fail(error: unknown): never {
  process.stderr.write(`Muster did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
