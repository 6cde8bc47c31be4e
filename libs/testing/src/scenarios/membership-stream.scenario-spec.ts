import { randomUUID } from 'node:crypto';
import { MusterClient, topics } from '@muster/contracts';
import { describeWith } from '../describe-with';
import { TcpGate } from '../faults/tcp-gate';
import type { ServiceProcess } from '../processes/service-process';
import { kafkaForTest } from '../resources/kafka-for-test';
import type { TestResource } from '../resources/test-resource';
import { ADMIN_TOKEN, deployAsProcesses, surroundings, type Deployment } from './deployment';
import { StreamFollower } from './stream-follower';

const MINUTES = 60_000;
const USERS = 3_000;

/** Another team folds the topics and has exactly the members of each run, whatever happens to whoever publishes them. */
describeWith(['kafka', 'postgres', 'clickhouse', 'object-store'], 'the membership stream', () => {
  let resources: TestResource;
  let gate: TcpGate;
  let calculator: ServiceProcess;
  let deployment: Deployment;
  let client: MusterClient;
  let audienceId: string;
  let follower: StreamFollower;
  const runs: string[] = [];

  beforeAll(async () => {
    resources = await surroundings(await kafkaForTest());
    const clickhouse = resources.env['CLICKHOUSE_URL']!;
    gate = await TcpGate.before(clickhouse);
    const deployed = await deployAsProcesses(resources.env, {
      calculator: { CLICKHOUSE_URL: gate.url(clickhouse) },
    });
    deployment = deployed;
    calculator = deployed.services.calculator;
    const organisation = { name: 'Streaming', timeZone: 'UTC' };
    const { token } = await new MusterClient(deployment.url, ADMIN_TOKEN).registerOrganisation(organisation);
    client = new MusterClient(deployment.url, token);
    await client.declare({ applications: {}, attributes: { city: 'string' }, tags: {} });
  }, 2 * MINUTES);

  afterAll(async () => {
    await deployment.stop();
    await gate.dispose();
    await resources.dispose();
  }, MINUTES);

  /** Lets exactly the users from `first` to `last` live in Oslo. */
  async function move(first: number, last: number): Promise<void> {
    const lines = Array.from({ length: USERS }, (_, user) => {
      return `u${user},${user >= first && user <= last ? 'Oslo' : 'Rome'}`;
    });
    const file = ['entity_id,city', ...lines, ''].join('\n');
    const { id } = await client.importFile({ kind: 'users', format: 'csv' }, file);
    expect(await client.finishedImport(id)).toMatchObject({ state: 'completed', rejected: 0 });
  }

  async function published(runId: string): Promise<string[]> {
    expect(await client.finishedRun(runId)).toMatchObject({ state: 'completed', failure: null });
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.members(audienceId, cursor);
      ids.push(...page.members.map(({ entityId }) => entityId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return ids.sort();
  }

  it(
    'begins with everybody',
    async () => {
      await move(0, 1_999);
      const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' } as const;
      const created = await client.createAudience({ name: 'Oslo', rule, stream: 'members' });
      audienceId = created.id;
      runs.push(created.runId);
      follower = new StreamFollower(resources, audienceId);
      const members = await published(created.runId);
      expect(members).toHaveLength(2_000);
      expect(await follower.untilComplete(created.runId)).toEqual({ members, records: [] });
    },
    3 * MINUTES,
  );

  it(
    'loses and doubles nothing when the calculator is killed between two pages',
    async () => {
      await move(800, 2_799);
      const caught = gate.closeAt('param_offset=1000');
      const run = await client.requestRun(audienceId);
      runs.push(run.id);
      await caught;
      await calculator.kill();
      gate.open();
      await calculator.start();
      const members = await published(run.id);
      const told = await follower.untilComplete(run.id);
      expect(told.members).toEqual(members);
      expect(new Set(told.records.map(({ id }) => id)).size).toBe(1_600);
      // What was published before the kill is there twice, under the same ids.
      expect(told.records.length).toBe(2_600);
      expect(
        told.records.every(({ data }) => data['transition'] === true && data['reason'] === 'manual'),
      ).toBe(true);
    },
    3 * MINUTES,
  );

  it(
    'tells nothing twice when a publication is delivered again, and goes on',
    async () => {
      const again = await follower.publication(runs[1]!);
      const { value, headers } = again.message;
      await follower.log.send(topics.snapshot.name, audienceId, value!, headers);
      await move(800, 2_790);
      const run = await client.requestRun(audienceId);
      runs.push(run.id);
      const members = await published(run.id);
      const told = await follower.untilComplete(run.id);
      expect(told.members).toEqual(members);
      expect(told.records.map(({ data }) => [data['state'], data['runSeq']])).toEqual(
        Array(9).fill(['out', 3]),
      );
      // The repetition came before this run, in the same partition.
      expect((await follower.untilComplete(runs[1]!)).records).toHaveLength(2_600);
    },
    3 * MINUTES,
  );

  it(
    'says that the definition has changed',
    async () => {
      const [first, last] = [await follower.publication(runs[0]!), await follower.publication(runs[2]!)];
      const runId = randomUUID();
      const data = {
        ...last.data,
        ...{ runId, runSeq: 4, definitionVersion: 2, trigger: 'scheduled' },
        ...{ snapshotIds: first.data['snapshotIds'], count: first.data['count'] },
      };
      await follower.log.send(topics.snapshot.name, audienceId, Buffer.from(JSON.stringify(data)), {
        ...last.message.headers,
        ce_id: randomUUID(),
      });
      const told = await follower.untilComplete(runId);
      expect(told.members).toEqual(Array.from({ length: 2_000 }, (_, user) => `u${user}`).sort());
      const leavers = told.records.filter(({ data: { state } }) => state === 'out');
      expect(leavers).toHaveLength(791);
      expect(new Set(leavers.map(({ data: { reason } }) => reason))).toEqual(new Set(['definitionChanged']));
    },
    2 * MINUTES,
  );
});
