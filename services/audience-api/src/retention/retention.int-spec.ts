import type { HistoryPage, RunResource } from '@muster/contracts';
import { dataTablesForTest, describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { KeepCompilation } from '../plans/keep-compilation.use-case';
import { RunsRepository } from '../runs/runs.repository';
import { somebodyWaitsForALock } from '../testing-only/postgres-locks.fixture';
import { ResultsForTest } from '../testing-only/results.fixture';
import { DueResultsRepository } from './due-results.repository';
import { RetireResults } from './retire-results.use-case';

const DAY_MS = 86_400_000;
const compiledPlanOf = ({ data }: ReturnType<OtherServices['compiled']>) => {
  if (!('plan' in data)) throw new Error('this rule was not compiled');
  return data.plan;
};
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

describeWith(['postgres', 'clickhouse'], 'retention of results', () => {
  let postgres: TestResource;
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  let api: ApiForTest;
  let replica: ApiForTest;
  let others: OtherServices;

  beforeAll(async () => {
    [postgres, tables] = await Promise.all([postgresForTest(), dataTablesForTest()]);
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!, tables.clickhouse);
    replica = await ApiForTest.start(postgres.env['POSTGRES_URL']!, tables.clickhouse);
    others = new OtherServices(api);
  });
  afterAll(async () => {
    await Promise.all([api.stop(), replica.stop()]);
    await Promise.all([postgres.dispose(), tables.dispose()]);
  });

  /** An audience with two results, of an organisation that keeps results for so many days. */
  async function audienceOf(days: number | null): Promise<{ audience: TestAudience; runs: RunResource[] }> {
    const rule = { kind: 'tag', tag: 'vip', match: { op: 'has' } };
    const organisation = await api.organisation();
    await api.http('put', '/v1/organisation/retention', organisation.token).send({ days }).expect(200);
    const audience = await others.createAudience(organisation, rule);
    await others.hearPlan(others.compiled(audience));
    const results = new ResultsForTest(tables.clickhouse, others);
    await results.landUsers(audience.organisationId, [1, 2]);
    await results.calculate(audience, (await others.runs(audience))[0]!, [1]);
    await results.calculate(audience, await others.requestRun(audience), [1, 2]);
    return { audience, runs: await others.runs(audience) };
  }

  /** A result of that day, and a newer one of today. */
  async function pastResult(audience: TestAudience, asOf: string): Promise<RunResource> {
    const results = new ResultsForTest(tables.clickhouse, others);
    const past = await others.requestRun(audience, asOf);
    await results.calculate(audience, past, [1]);
    await results.calculate(audience, await others.requestRun(audience), [1, 2]);
    return past;
  }

  const retire = async (now: Date) => api.get(RetireResults).execute(now);

  async function retiredSnapshots(audience: TestAudience): Promise<unknown[]> {
    const told = (await api.outbox()).filter(({ type }) => type === 'audience.snapshot.retired.v1');
    return told.filter(({ data }) => data['audienceId'] === audience.id).map(({ data }) => data);
  }

  const retiredRuns = async (audience: TestAudience) =>
    (await retiredSnapshots(audience)).map((told) => (told as { runId: string }).runId);

  it('lets go of what is older, but never of the newest result, and says so once', async () => {
    const { audience, runs } = await audienceOf(30);
    await retire(inDays(29));
    expect(await retiredSnapshots(audience)).toEqual([]);

    await Promise.all([retire(inDays(31)), retire(inDays(31))]);
    await retire(inDays(400));
    expect(await retiredSnapshots(audience)).toEqual([
      {
        organisationId: audience.organisationId,
        audienceId: audience.id,
        runId: runs[0]!.id,
        snapshotIds: [expect.any(String)],
      },
    ]);

    const gone = await api.http(
      'get',
      `/v1/audiences/${audience.id}/members?run=${runs[0]!.id}`,
      audience.token,
    );
    expect(gone.status).toBe(410);
    expect(JSON.parse(gone.text)).toMatchObject({ code: 'run.retired' });
    const difference = `/v1/runs/${runs[1]!.id}/difference?since=${runs[0]!.id}`;
    expect((await api.http('get', difference, audience.token)).status).toBe(410);
    await api.http('get', `/v1/audiences/${audience.id}/members`, audience.token).expect(200);
    const history = await api.http('get', `/v1/audiences/${audience.id}/history`, audience.token).expect(200);
    expect((history.body as HistoryPage).results.map(({ count }) => count)).toEqual([2, 1]);
  });

  it('keeps what an unfinished run reads', async () => {
    const { audience, runs } = await audienceOf(1);
    const reader = await others.requestRun(audience);
    const inputs = [{ parameter: 'input0', audienceId: audience.id, runId: runs[0]!.id, snapshotIds: [] }];
    await api.database.query('UPDATE audience_api.runs SET inputs = $2 WHERE id = $1', [
      reader.id,
      JSON.stringify(inputs),
    ]);
    await retire(inDays(3));
    expect(await retiredSnapshots(audience)).toEqual([]);
  });

  /** A run of an audience whose rule names the result of another one on a date; its plan is yet to come. */
  async function dependant(input: TestAudience, at: string) {
    const rule = { kind: 'audience', audienceId: input.id, at };
    const reader = await others.createAudience({ id: input.organisationId, token: input.token }, rule);
    const plan = others.compiled(reader, [{ parameter: 'input0', audienceId: input.id, at }]);
    return { reader, plan };
  }

  it('keeps what a run is pinning just now', async () => {
    const { audience } = await audienceOf(1);
    const past = await pastResult(audience, '2026-01-01T12:00:00Z');
    const { reader, plan } = await dependant(audience, '2026-01-01');
    await api.database.transaction(async (manager) => {
      await api.get(KeepCompilation).execute(manager, plan.data, { plan: compiledPlanOf(plan) }, 2);
      // The transaction that pins has not committed yet, so nobody sees that the run reads the result.
      await replica.get(RetireResults).execute(inDays(3));
    });
    await retire(inDays(3));
    const [run] = await others.runs(reader);
    expect(run).toMatchObject({ state: 'queued', inputs: [{ runId: past.id }] });
    expect(await retiredRuns(audience)).not.toContain(past.id);
  });

  it('lets nobody pin what it is retiring just now', async () => {
    const { audience } = await audienceOf(1);
    const past = await pastResult(audience, '2026-01-01T12:00:00Z');
    const { reader, plan } = await dependant(audience, '2026-01-01');
    let pinned: Promise<void> | undefined;
    await replica.database.transaction(async (manager) => {
      const retired = await replica.get(DueResultsRepository).retire(manager, inDays(3), 1_000);
      expect(retired.runs.map(({ runId }) => runId)).toContain(past.id);
      pinned = others.hearPlan(plan);
      await somebodyWaitsForALock(manager);
    });
    await pinned;
    const [run] = await others.runs(reader);
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'run.input-missing' } });
  });

  it('keeps what an unfinished export reads', async () => {
    const { audience, runs } = await audienceOf(1);
    const path = `/v1/audiences/${audience.id}/exports`;
    await api.http('post', path, audience.token).send({ format: 'csv' }).expect(202);
    const results = new ResultsForTest(tables.clickhouse, others);
    await results.calculate(audience, await others.requestRun(audience), [2]);
    await retire(inDays(3));
    expect(await retiredRuns(audience)).toEqual([runs[0]!.id]);
  });

  it('is no input of rules any more', async () => {
    const { audience } = await audienceOf(1);
    const past = await pastResult(audience, '2026-01-01T12:00:00Z');
    const find = () =>
      api
        .get(RunsRepository)
        .publishedResult(api.database.manager, audience.organisationId, audience.id, '2026-01-01');
    expect(await find()).toMatchObject({ runId: past.id });
    await retire(inDays(3));
    expect(await find()).toBeUndefined();
  });

  it('keeps everything when it is told to', async () => {
    const { audience } = await audienceOf(null);
    await retire(inDays(10_000));
    expect(await retiredSnapshots(audience)).toEqual([]);
  });

  it.each([{ days: 0 }, { days: 3_654 }, { days: 1.5 }, { days: '30' }, {}, { days: 30, hours: 1 }])(
    'refuses %j',
    async (body) => {
      const { token } = await api.organisation();
      const answer = await api.http('put', '/v1/organisation/retention', token).send(body);
      expect(answer.status).toBe(400);
      expect((await api.http('get', '/v1/organisation/retention', token)).body).toEqual({ days: 90 });
    },
  );
});
