import type { AudienceResource, Plan, RunResource } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { SweepRuns } from '../liveness/sweep-runs.use-case';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { CreateDueRuns } from './create-due-runs.use-case';

const oslo = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };
const DAY = '2026-03-02';
const THREE_HOURS = 3 * 3_600_000;

describeWith(['postgres'], 'a wave of daily audiences', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let others: OtherServices;
  let organisation: { id: string; token: string };

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    others = new OtherServices(api);
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });
  beforeEach(async () => {
    organisation = await api.organisation();
  });

  const tick = () => api.get(CreateDueRuns).execute(new Date(`${DAY}T03:00:00Z`));
  const setScheduled = (audience: TestAudience, date: string) =>
    api.database.query('UPDATE audiences SET scheduled_date = $1 WHERE id = $2', [date, audience.id]);

  /** A daily audience that has a result of the day before, and reads others. */
  async function daily(
    uses: readonly TestAudience[] = [],
    at: 'latest' | 'sameDay' = 'latest',
  ): Promise<TestAudience> {
    const of = [oslo, ...uses.map(({ id }) => ({ kind: 'audience', audienceId: id, at }))];
    const answer = await api
      .http('post', '/v1/audiences', organisation.token)
      .send({
        ...{ name: 'daily', calculation: 'daily', rule: { op: 'union', of } },
        asOf: '2026-03-01T02:00:00Z',
      })
      .expect(201);
    const { id, ruleHash, definitionVersion } = answer.body as AudienceResource;
    const about = { organisationId: organisation.id, token: organisation.token };
    const audience = { ...about, id, ruleHash, definitionVersion };
    const inputs = uses.map((used, index) => ({
      parameter: `input${String(index)}`,
      audienceId: used.id,
      at,
    }));
    await others.hearPlan(others.compiled(audience, inputs satisfies Plan['inputs']));
    const [first] = (await others.runs(audience)) as [RunResource];
    await others.complete(audience, first, 1);
    await setScheduled(audience, '2026-03-01');
    return audience;
  }

  async function scheduled(audience: TestAudience): Promise<RunResource> {
    const run = (await others.runs(audience)).find(({ trigger }) => trigger === 'scheduled');
    if (!run) throw new Error('there is no scheduled run');
    return run;
  }
  const hearRequested = async (audience: TestAudience) =>
    others.hearRequested(audience, await scheduled(audience));

  const hearTold = async (audience: TestAudience, type: 'audience.run.ended.v1' | 'audience.run.held.v1') =>
    others.hearTold((await scheduled(audience)).id, type);
  const hearEnd = (audience: TestAudience) => hearTold(audience, 'audience.run.ended.v1');
  const complete = async (audience: TestAudience, count: number) => {
    await others.hearRun(others.completed(audience, await scheduled(audience), count));
    await hearEnd(audience);
  };
  const fail = async (audience: TestAudience) => {
    const run = await scheduled(audience);
    const failed = { code: 'calculation.given-up', message: 'it was given up', piece: 0, attempt: 1 };
    await others.hearRun(
      others.runEvent(audience, run, 'audience.run.failed.v1', {
        ...others.aboutRun(audience, run),
        ...failed,
      }),
    );
  };

  it('is computed in topological order, and everything independent at once', async () => {
    const base = await daily();
    const other = await daily();
    const middle = await daily([base]);
    const top = await daily([middle, other]);
    await tick();
    for (const audience of [top, middle, base, other]) await hearRequested(audience);
    const waiting = { startedAt: null, inputs: [] };
    expect(await scheduled(top)).toMatchObject({ ...waiting, waitsFor: [middle.id, other.id].sort() });
    expect(await scheduled(middle)).toMatchObject({ ...waiting, waitsFor: [base.id] });
    expect(await scheduled(base)).toMatchObject({ state: 'queued', waitsFor: [] });
    expect(await scheduled(other)).toMatchObject({ state: 'queued' });

    await complete(base, 5);
    expect(await scheduled(middle)).toMatchObject({
      ...{ state: 'queued', waitsFor: [], staleInputs: [] },
      inputs: [{ audienceId: base.id, runId: (await scheduled(base)).id }],
    });
    await complete(other, 6);
    expect(await scheduled(top)).toMatchObject({ state: 'requested', waitsFor: [middle.id] });
    await complete(middle, 7);
    expect(await scheduled(top)).toMatchObject({ state: 'queued', businessDate: DAY });
  });

  it('goes on with the last good result of an input that has failed, and says so', async () => {
    const base = await daily();
    const [good] = (await others.runs(base)) as [RunResource];
    const top = await daily([base]);
    await tick();
    await hearRequested(top);
    await hearRequested(base);
    await fail(base);
    await hearEnd(base);
    const staleInputs = [{ audienceId: base.id, runId: good.id, businessDate: '2026-03-01' }];
    expect(await scheduled(top)).toMatchObject({
      state: 'queued',
      inputs: [{ audienceId: base.id, runId: good.id }],
      staleInputs,
    });
    await others.hearRun(others.completed(top, await scheduled(top), 3));
    expect(await scheduled(top)).toMatchObject({ state: 'completed', staleInputs });
    expect((await hearEnd(top)).data).toMatchObject({ state: 'completed', businessDate: DAY, staleInputs });
  });

  it('goes on with the last good result of an input that is held, at once', async () => {
    const base = await daily();
    const top = await daily([base]);
    const gate = { qualityGate: { onEmpty: 'hold' } };
    await api.http('patch', `/v1/audiences/${base.id}`, organisation.token).send(gate).expect(200);
    await tick();
    await hearRequested(base);
    await hearRequested(top);
    await others.hearRun(others.completed(base, await scheduled(base), 0));
    expect(await scheduled(base)).toMatchObject({ state: 'held' });
    expect(await scheduled(top)).toMatchObject({ state: 'requested', waitsFor: [base.id] });
    await hearTold(base, 'audience.run.held.v1');
    expect(await scheduled(top)).toMatchObject({
      state: 'queued',
      staleInputs: [{ audienceId: base.id, businessDate: '2026-03-01' }],
    });
  });

  it('fails after an input that has failed where the organisation wants no older results', async () => {
    const schedule = { dailyHour: 2, missedDays: 'newest', onStaleInput: 'fail' };
    await api.http('put', '/v1/organisation/schedule', organisation.token).send(schedule).expect(200);
    const base = await daily();
    const top = await daily([base]);
    await tick();
    await hearRequested(base);
    await hearRequested(top);
    await fail(base);
    await hearEnd(base);
    expect(await scheduled(top)).toMatchObject({
      ...{ state: 'failed', waitsFor: [], staleInputs: [] },
      failure: {
        code: 'run.input-stale',
        message: expect.stringContaining(`${base.id} (its last one is of 2026-03-01)`),
      },
    });
  });

  it('uses the last good result for an input of the same day too', async () => {
    const base = await daily();
    const top = await daily([base], 'sameDay');
    await tick();
    await hearRequested(base);
    await hearRequested(top);
    await fail(base);
    await hearEnd(base);
    expect(await scheduled(top)).toMatchObject({
      state: 'queued',
      staleInputs: [{ audienceId: base.id, businessDate: '2026-03-01' }],
    });
  });

  it('waits for runs that are yet to be made', async () => {
    const base = await daily();
    const top = await daily([base]);
    await setScheduled(base, DAY);
    await tick();
    await setScheduled(base, '2026-03-01');
    await hearRequested(top);
    expect(await scheduled(top)).toMatchObject({ waitsFor: [base.id] });
    await tick();
    await hearRequested(base);
    await complete(base, 2);
    expect(await scheduled(top)).toMatchObject({ state: 'queued', staleInputs: [] });
  });

  it('is not given up while it waits, and goes on even when nobody hears of an end', async () => {
    const base = await daily();
    const top = await daily([base]);
    await tick();
    await hearRequested(base);
    await hearRequested(top);
    // The calculator of the input is at work for longer than anything may wait.
    await api.database.query(`UPDATE runs SET state = 'running' WHERE id = $1`, [(await scheduled(base)).id]);
    await api.database.query(`UPDATE run_pieces SET lease_until = 'infinity' WHERE run_id = $1`, [
      (await scheduled(base)).id,
    ]);
    const later = new Date(Date.now() + THREE_HOURS);
    await api.get(SweepRuns).execute(later);
    expect(await scheduled(top)).toMatchObject({ state: 'requested', waitsFor: [base.id] });
    await others.hearRun(others.completed(base, await scheduled(base), 2));
    await api.get(SweepRuns).execute(new Date(later.getTime() + THREE_HOURS));
    expect(await scheduled(top)).toMatchObject({ state: 'queued', waitsFor: [] });
  });
});
