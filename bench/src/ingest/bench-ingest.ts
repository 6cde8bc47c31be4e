import { setTimeout as sleep } from 'node:timers/promises';
import { MusterClient, topics, type Catalogue, type Rule } from '@muster/contracts';
import { createTransport, type EventPublisher, Log } from '@muster/platform';
import { ServiceProcess } from '@muster/testing';
import { CalculatingDeployment, TestEngines } from '@muster/testing/scale';
import { behaviour, profile, USERS } from './behaviours';
import { measureIngest, type Processes } from './measure-ingest';
import { printIngest } from './report';

const WARM_UP = 40_000;
const EVENTS = 400_000;
/** Events of one request of the producer. */
const REQUEST = 5_000;
const POLL_MS = 500;
/** Rules are computed one after the other, with a pause that leaves the engine to others about half of the time. */
const PAUSE_MS = 300;

const catalogue: Catalogue = {
  applications: {
    shop: {
      events: {
        view: { properties: { price: 'number', page: 'string', mobile: 'boolean' } },
        cart: { properties: { price: 'number' } },
        purchase: { properties: { price: 'number' } },
      },
    },
  },
  attributes: { age: 'number' },
  tags: {},
};

const rules: readonly Rule[] = ['view', 'cart', 'purchase'].map((event) => ({
  op: 'intersect',
  of: [
    { kind: 'attribute', attribute: 'age', op: 'gte', value: 30 },
    {
      kind: 'behavior',
      app: 'shop',
      event,
      window: { type: 'last', n: 365, unit: 'day' },
      compare: { op: 'gte', value: 2 },
    },
  ],
}));
const AS_OF = '2026-01-10T00:00:00Z';

/**
 * Behaviours through Apache Kafka into ClickHouse: how many for each second that importer and ClickHouse take of a processor together,
 * alone and while rules over the same events are computed. Processor time does not depend on what else runs on the machine.
 */
export async function benchIngest(): Promise<void> {
  const engines = await TestEngines.start();
  // Whatever ends this process, no engine outlives it.
  process.once('exit', () => {
    engines.killAll();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  if (process.env['TEST_KAFKA_BROKERS'] === undefined) {
    process.stdout.write('  not measured: it needs Kafka\n');
    return engines.stop();
  }
  const deployment = await CalculatingDeployment.start(1);
  const importer = await ServiceProcess.start('importer', deployment.resources.env);
  const { KAFKA_BROKERS: brokers = '', TOPIC_PREFIX: topicPrefix = '' } = deployment.resources.env;
  const transport = createTransport({
    clientId: 'bench',
    log: Log.create('bench', 'silent'),
    claims: {
      put: () => Promise.reject(new Error('behaviours are small')),
      get: () => Promise.reject(new Error('behaviours are small')),
    },
    config: {
      ...{ kind: 'kafka', topicPrefix, sessionTimeoutMs: 10_000 },
      connection: { brokers: brokers.split(',') },
    },
  });
  try {
    const { id, token } = await new MusterClient(deployment.url, deployment.adminToken).registerOrganisation({
      name: 'Shop',
      timeZone: 'UTC',
    });
    const client = new MusterClient(deployment.url, token);
    await client.declare(catalogue);
    const shop = new Shop(id, deployment, transport.publisher);
    await shop.register();
    await shop.ingest(WARM_UP);
    const audiences = await Promise.all(
      rules.map((rule, at) => client.createAudience({ name: `Buyers ${String(at)}`, rule, asOf: AS_OF })),
    );
    await Promise.all(audiences.map(({ runId }) => client.finishedRun(runId)));
    const processes: Processes = {
      importer: importer.pid === undefined ? [] : [importer.pid],
      ClickHouse: engines.pidsOf('clickhouse'),
      producer: [process.pid],
      broker: engines.pidsOf('kafka'),
    };
    printIngest('alone', await measureIngest(processes, () => shop.ingest(EVENTS)));
    const computing = new AbortController();
    const runs = compute(
      client,
      audiences.map(({ id: audience }) => audience),
      computing.signal,
    );
    const ingested = await measureIngest(processes, async () => {
      const done = await shop.ingest(EVENTS);
      computing.abort();
      return { ...done, runs: await runs };
    });
    printIngest('while rules are computed', ingested);
  } finally {
    await transport.close();
    await importer.stop();
    await deployment.stop();
    await engines.stop();
  }
}

/** Computes the audiences one after the other until it is told to end. @returns how often. */
async function compute(
  client: MusterClient,
  audiences: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  let runs = 0;
  while (!signal.aborted) {
    const { id } = await client.requestRun(audiences[runs % audiences.length] ?? '', { asOf: AS_OF });
    const run = await client.finishedRun(id);
    if (run.state !== 'completed') throw new Error(`run ${id} ended as ${run.state}`);
    runs += 1;
    await sleep(PAUSE_MS);
  }
  return runs;
}

/** An organisation whose servers send behaviours. */
class Shop {
  private sent = 0;

  constructor(
    private readonly organisation: string,
    private readonly deployment: CalculatingDeployment,
    private readonly publisher: EventPublisher,
  ) {}

  async register(): Promise<void> {
    for (let first = 0; first < USERS; first += REQUEST) {
      const profiles = Array.from({ length: REQUEST }, (_, at) => profile(this.organisation, first + at));
      await this.publisher.publish(topics.ingestProfile, profiles);
    }
    await this.until(
      'SELECT uniqExact(uid) AS found FROM users WHERE organisation = {organisation:UUID}',
      USERS,
    );
  }

  /** Sends behaviours and waits until they have landed. */
  async ingest(events: number): Promise<{ events: number; landings: number; runs: number }> {
    const before = await this.landings();
    for (const end = this.sent + events; this.sent < end; this.sent += REQUEST) {
      const behaviours = Array.from({ length: REQUEST }, (_, at) =>
        behaviour(this.organisation, this.sent + at),
      );
      await this.publisher.publish(topics.ingestBehavior, behaviours);
    }
    await this.until(
      'SELECT count() AS found FROM events WHERE organisation = {organisation:UUID}',
      this.sent,
    );
    return { events, landings: (await this.landings()) - before, runs: 0 };
  }

  private async landings(): Promise<number> {
    return this.ask(
      'SELECT max(turn).1 AS found FROM landing_turns WHERE organisation = {organisation:UUID}',
    );
  }

  private async until(statement: string, wanted: number): Promise<void> {
    while ((await this.ask(statement)) < wanted) await sleep(POLL_MS);
  }

  private async ask(statement: string): Promise<number> {
    const { organisation } = this;
    const [row] = await this.deployment.clickhouse.query<{ found: number }>(statement, { organisation });
    return row?.found ?? 0;
  }
}
