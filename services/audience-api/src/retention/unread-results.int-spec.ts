import { randomUUID } from 'node:crypto';
import type { RunResource } from '@muster/contracts';
import { dataTablesForTest, describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { ResultsForTest } from '../testing-only/results.fixture';
import { writeSnapshot } from '../testing-only/snapshots.fixture';
import { RetireOrphans } from './retire-orphans.use-case';
import { RetireResults } from './retire-results.use-case';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

describeWith(['postgres', 'clickhouse'], 'snapshots that nobody can read', () => {
  let postgres: TestResource;
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  let api: ApiForTest;
  let others: OtherServices;
  let results: ResultsForTest;
  let audience: TestAudience;
  let first: RunResource;

  beforeAll(async () => {
    [postgres, tables] = await Promise.all([postgresForTest(), dataTablesForTest()]);
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!, tables.clickhouse);
    others = new OtherServices(api);
    results = new ResultsForTest(tables.clickhouse, others);
  });
  afterAll(async () => {
    await api.stop();
    await Promise.all([postgres.dispose(), tables.dispose()]);
  });
  /** An audience of an organisation that keeps results for ever, with one that is published. */
  beforeEach(async () => {
    // Sweeps of other tests have been days ahead.
    await api.database.query('DELETE FROM audience_api.sweep_positions');
    const organisation = await api.organisation();
    await api.http('put', '/v1/organisation/retention', organisation.token).send({ days: null }).expect(200);
    audience = await others.createAudience(organisation, { kind: 'tag', tag: 'vip', match: { op: 'has' } });
    await others.hearPlan(others.compiled(audience));
    await results.landUsers(audience.organisationId, [1, 2]);
    [first] = (await others.runs(audience)) as [RunResource];
    await results.calculate(audience, first, [1]);
  });

  /** What calculators have been told of the audience. */
  async function told(): Promise<Record<string, unknown>[]> {
    const retired = (await api.outbox()).filter(({ type }) => type === 'audience.snapshot.retired.v1');
    return retired.map(({ data }) => data).filter(({ audienceId }) => audienceId === audience.id);
  }

  const write = async (runId: string) =>
    (await writeSnapshot(tables.clickhouse, audience, runId, [1])).snapshotId;

  it('are let go of a day after a held result was rejected', async () => {
    const gate = { qualityGate: { onEmpty: 'hold', maxChangePercent: null, maxWatermarkAgeMinutes: null } };
    await api.http('patch', `/v1/audiences/${audience.id}`, audience.token).send(gate).expect(200);
    const run = await others.requestRun(audience);
    await results.calculate(audience, run, []);
    const held = await others.run(audience, run.id);
    expect(held.state).toBe('held');
    await api.get(RetireResults).execute(inDays(2));
    expect(await told()).toEqual([]);

    await api
      .http('post', `/v1/runs/${run.id}/reject`, audience.token)
      .send({})
      .expect((answer) => {
        expect(answer.status).toBeLessThan(300);
      });
    await api.get(RetireResults).execute(inDays(0.9));
    expect(await told()).toEqual([]);
    await api.get(RetireResults).execute(inDays(1.1));
    await api.get(RetireResults).execute(inDays(1.2));
    expect(await told()).toMatchObject([{ runId: run.id, snapshotIds: [expect.any(String)] }]);
  });

  it('are let go of a day after their audience was deleted, the published one too, with its stream', async () => {
    await api.http('delete', `/v1/audiences/${audience.id}`, audience.token).expect(200);
    await api.get(RetireResults).execute(inDays(0.9));
    expect(await told()).toEqual([]);
    await api.get(RetireResults).execute(inDays(1.1));
    expect(await told()).toMatchObject([{ runId: first.id, audienceDeleted: true }]);
  });

  it('are found when attempts that lost have left them behind, once, and no others', async () => {
    const lost = [await write(first.id), await write(first.id)].sort();
    const unknown = randomUUID();
    const ofNoRun = await write(unknown);
    await api.get(RetireOrphans).execute(inDays(1.9));
    expect(await told()).toEqual([]);
    await api.get(RetireOrphans).execute(inDays(2.1));
    await api.get(RetireOrphans).execute(inDays(2.2));
    const snapshots = new Map((await told()).map(({ runId, snapshotIds }) => [runId, snapshotIds]));
    expect(snapshots).toEqual(
      new Map([
        [first.id, lost],
        [unknown, [ofNoRun]],
      ]),
    );
  });

  it('are left alone as long as their run may make them its result', async () => {
    const run = await others.requestRun(audience);
    await others.hearRequested(audience, run);
    await write(run.id);
    await api.get(RetireOrphans).execute(inDays(3));
    expect(await told()).toEqual([]);
    // It is looked at again when the run has ended; a run is not undecided for days otherwise.
    await api.http('post', `/v1/runs/${run.id}/cancel`, audience.token).expect((answer) => {
      expect(answer.status).toBeLessThan(300);
    });
    await api.get(RetireOrphans).execute(inDays(3));
    expect(await told()).toMatchObject([{ runId: run.id }]);
  });
});
