import { createClient } from '@clickhouse/client';
import { cdnowAudiences } from '../cdnow/audiences';
import { describeWith } from '../describe-with';
import { TcpGate } from '../faults/tcp-gate';
import type { ServiceName, ServiceProcess } from '../processes/service-process';
import { kafkaForTest } from '../resources/kafka-for-test';
import type { TestResource } from '../resources/test-resource';
import { ADMIN_TOKEN, deployAsProcesses, surroundings, type Deployment } from './deployment';
import { KafkaLog, type LoggedMessage } from './kafka-log';
import { MainJob } from './main-job';

const MINUTES = 60_000;

/**
 * Each service is killed in the exact middle of its work: an engine has done what it was asked, the service has not heard of it and
 * nobody else has. What was done must be recognised or be harmless when it is done again.
 */
describeWith(['kafka', 'postgres', 'clickhouse', 'object-store'], 'kill -9 in the middle', () => {
  let resources: TestResource;
  let gates: Record<'importer' | 'calculator' | 'exporter' | 'audience-api', TcpGate>;
  let services: Readonly<Record<ServiceName, ServiceProcess>>;
  let deployment: Deployment;
  let job: MainJob;
  const [loyal, lapsed, baskets] = cdnowAudiences;

  beforeAll(async () => {
    resources = await surroundings(await kafkaForTest());
    const { CLICKHOUSE_URL: clickhouse, S3_ENDPOINT: store, POSTGRES_URL: postgres } = resources.env;
    gates = {
      importer: await TcpGate.before(clickhouse!),
      calculator: await TcpGate.before(clickhouse!),
      exporter: await TcpGate.before(store!),
      'audience-api': await TcpGate.before(postgres!),
    };
    const deployed = await deployAsProcesses(resources.env, {
      importer: { CLICKHOUSE_URL: gates.importer.url(clickhouse!) },
      calculator: { CLICKHOUSE_URL: gates.calculator.url(clickhouse!) },
      exporter: { S3_ENDPOINT: gates.exporter.url(store!) },
      // So short that pieces of the dead are offered to others before the broker misses them: both are calculated.
      'audience-api': { POSTGRES_URL: gates['audience-api'].url(postgres!), RUN_LEASE_SECONDS: '1' },
    });
    deployment = deployed;
    services = deployed.services;
    job = await MainJob.begin(deployment.url, ADMIN_TOKEN);
  }, 2 * MINUTES);

  afterAll(async () => {
    await deployment.stop();
    await Promise.all(Object.values(gates).map((gate) => gate.dispose()));
    await resources.dispose();
  }, MINUTES);

  /** Kills a service as soon as its engine has received a request that contains `text`; starts it again. */
  async function killAt(
    name: keyof typeof gates,
    text: string,
    begin: () => Promise<unknown>,
  ): Promise<void> {
    const caught = gates[name].closeAt(text);
    const begun = begin();
    await caught;
    await services[name].kill();
    await begun;
    gates[name].open();
    await services[name].start();
  }

  it(
    'the importer lands every event once',
    async () => {
      const users = await job.importUsers();
      expect(await job.client.finishedImport(users.id)).toMatchObject({ state: 'completed' });
      const tags = await job.importTags();
      expect(await job.client.finishedImport(tags.id)).toMatchObject({ state: 'completed' });

      let importId = '';
      await killAt('importer', 'INSERT INTO events', async () => {
        importId = (await job.importBehaviors()).id;
      });

      const landed = await job.client.finishedImport(importId);
      expect(landed).toMatchObject({ state: 'completed', landed: job.purchases.length, rejected: 0 });
      expect(await eventsLanded()).toBe(job.purchases.length);
    },
    4 * MINUTES,
  );

  it(
    'the calculator computes the run once',
    async () => {
      let runId = '';
      await killAt('calculator', 'INSERT INTO snapshots', async () => {
        runId = await job.createAudience(loyal!);
      });
      await job.expectPublished(loyal!, runId);
      expect(await attempts(runId)).toEqual(expect.arrayContaining([1, 2]));
      expect(await publications(runId)).toBe(1);
    },
    2 * MINUTES,
  );

  it(
    'the exporter leaves one whole file',
    async () => {
      let exportId = '';
      // The members on their way to the store.
      await killAt('exporter', `PUT /${resources.env['S3_BUCKET_PREFIX']!}exports/`, async () => {
        exportId = (await job.requestExport(loyal!)).id;
      });
      await job.expectExported(loyal!, exportId);
    },
    2 * MINUTES,
  );

  it(
    'the api publishes what was computed while it was dead',
    async () => {
      const caught = gates.calculator.closeAt('INSERT INTO snapshots');
      const runId = await job.createAudience(lapsed!);
      await caught;
      await services['audience-api'].kill();
      gates.calculator.open();
      await services['audience-api'].start();
      await job.expectPublished(lapsed!, runId);
      expect(await publications(runId)).toBe(1);
    },
    2 * MINUTES,
  );

  it(
    'the api publishes once when it dies while publishing',
    async () => {
      let runId = '';
      await killAt('audience-api', '"published_run_id" = ', async () => {
        runId = await job.createAudience(baskets!);
      });
      await job.expectPublished(baskets!, runId);
      expect(await publications(runId)).toBe(1);
    },
    2 * MINUTES,
  );

  async function eventsLanded(): Promise<number> {
    const client = createClient({
      url: resources.env['CLICKHOUSE_URL']!,
      database: resources.env['CLICKHOUSE_DATABASE']!,
    });
    const result = await client.query({
      query: 'SELECT toUInt32(count()) AS n FROM events',
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ n: number }>();
    await client.close();
    return row!.n;
  }

  /** How often the only piece of a run was offered to calculators. */
  async function attempts(runId: string): Promise<number[]> {
    const requests = (value: Buffer | null) => {
      const data = value === null ? {} : (JSON.parse(value.toString('utf8')) as Record<string, unknown>);
      return data['runId'] === runId ? [data['attempt'] as number] : [];
    };
    const found = (seen: readonly LoggedMessage[]) => seen.flatMap(({ value }) => requests(value));
    // They may lie in different partitions, which are read side by side.
    const bothSeen = (seen: readonly LoggedMessage[]) =>
      [1, 2].every((attempt) => found(seen).includes(attempt));
    return found(await new KafkaLog(resources).read('audience.calculation.v1', bothSeen));
  }

  /** Different publications of a run on its topic; a repeated publication of one has the same event id. */
  async function publications(runId: string): Promise<number> {
    const isOfRun = ({ value }: { value: Buffer | null }) => value?.includes(runId) ?? false;
    const messages = await new KafkaLog(resources).read('audience.snapshot.v1', (seen) => seen.some(isOfRun));
    return new Set(messages.filter(isOfRun).map(({ headers }) => headers['ce_id'])).size;
  }
});
