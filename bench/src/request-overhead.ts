import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { MusterClient, type Rule } from '@muster/contracts';
import { startStandalone } from '@muster/standalone';
import { summarise, type Summary } from './summary';

/** What the whole system may cost beyond the engine's own time, in milliseconds (goal 7). */
const GOAL_MS = 300;
const USERS = 20_000;
const WARM_UPS = 5;
const ROUNDS = 30;

const rule: Rule = {
  op: 'intersect',
  of: [
    { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' },
    { kind: 'behavior', app: 'shop', event: 'purchase', compare: { op: 'gte', value: 2 } },
  ],
};

/**
 * From the HTTP request that creates an audience to its published run, on standalone, against the time that ClickHouse itself
 * reports for the run. The way in between: outbox, compiler, pinning, calculator, publication.
 */
export async function benchRequestOverhead(): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  // Postgres runs as a user of its own where this process runs as root.
  await chmod(dataFolder, 0o755);
  const standalone = await startStandalone({ dataFolder, port: 0, demo: false, env: { LOG_LEVEL: 'error' } });
  try {
    const client = await prepare(standalone.url, standalone.adminToken);
    const walls: number[] = [];
    const engines: number[] = [];
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      const begun = performance.now();
      const { runId } = await client.createAudience({ name: `Round ${round}`, rule });
      const run = await client.finishedRun(runId);
      const wall = performance.now() - begun;
      if (run.state !== 'completed') throw new Error(`run ${runId} ended as ${run.state}`);
      if (round < WARM_UPS) continue;
      walls.push(wall);
      engines.push(run.engineMs ?? 0);
    }
    print(
      summarise(walls),
      summarise(engines),
      summarise(walls.map((wall, index) => wall - (engines[index] ?? 0))),
    );
  } finally {
    await standalone.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** An organisation with users and purchases, landed by the importer. */
async function prepare(url: string, adminToken: string): Promise<MusterClient> {
  const { token } = await new MusterClient(url, adminToken).registerOrganisation({
    name: 'Bench',
    timeZone: 'Europe/London',
  });
  const client = new MusterClient(url, token);
  await client.declare({
    applications: { shop: { events: { purchase: { properties: {} } } } },
    attributes: { city: 'string' },
    tags: {},
  });
  const numbers = Array.from({ length: USERS }, (_, index) => index);
  const users = numbers.map((n) => `u${n},${['Oslo', 'Bergen', 'Tromsø'][n % 3] ?? ''}`);
  const time = new Date(Date.now() - 86_400_000).toISOString();
  const purchases = numbers.flatMap((n) => Array<string>(n % 4).fill(`u${n},shop,purchase,${time}`));
  const files = [
    await client.importFile({ kind: 'users', format: 'csv' }, ['entity_id,city', ...users].join('\n')),
    await client.importFile(
      { kind: 'behaviors', format: 'csv' },
      ['entity_id,app,event,time', ...purchases].join('\n'),
    ),
  ];
  for (const { id } of files) {
    const { state, failure } = await client.finishedImport(id);
    if (state !== 'completed') throw new Error(`an import ended as ${state}: ${failure?.message ?? ''}`);
  }
  return client;
}

function print(wall: Summary, engine: Summary, overhead: Summary): void {
  const row = (name: string, { min, median, p95 }: Summary) =>
    `  ${name.padEnd(34)}${[min, median, p95].map((ms) => ms.toFixed(0).padStart(9)).join('')}`;
  const verdict = overhead.median <= GOAL_MS ? 'reached' : 'missed';
  process.stdout.write(
    [
      `  ${ROUNDS} audiences over ${USERS} users, ms${'min'.padStart(11)}${'median'.padStart(9)}${'p95'.padStart(9)}`,
      row('request to published run', wall),
      row("the engine's own time", engine),
      row('what the system adds', overhead),
      `  goal 7: the system adds at most ${GOAL_MS} ms (median): ${verdict}`,
      '',
    ].join('\n'),
  );
}
