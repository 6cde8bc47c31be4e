import { DependencyDownError } from '@muster/platform';
import type { RunResource } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';

const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };

describeWith(['postgres'], 'the quality gate of an audience', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let others: OtherServices;
  let organisation: { id: string; token: string };
  let audience: TestAudience;
  let good: RunResource;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    others = new OtherServices(api);
    organisation = await api.organisation();
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });
  beforeEach(async () => {
    audience = await others.createAudience(organisation, rule, {
      qualityGate: { onEmpty: 'hold', maxChangePercent: 50 },
    });
    await others.hearPlan(others.compiled(audience));
    good = (await others.runs(audience))[0]!;
    await others.complete(audience, good, 10);
  });
  afterEach(() => {
    api.counts.failure = undefined;
  });

  /** A run that has found so many members. */
  async function found(count: number): Promise<RunResource> {
    const run = await others.requestRun(audience);
    await others.complete(audience, run, count);
    return run;
  }
  const decide = (run: RunResource, decision: 'approve' | 'reject', body: object = {}) =>
    api.http('post', `/v1/runs/${run.id}/${decision}`, organisation.token).send(body);
  const change = (body: object) =>
    api.http('patch', `/v1/audiences/${audience.id}`, organisation.token).send(body).expect(200);
  const result = async () => {
    const answer = await api.http('get', `/v1/audiences/${audience.id}`, organisation.token).expect(200);
    return answer.body.result as unknown;
  };
  const told = async (type: string, run: RunResource) =>
    (await api.outbox())
      .filter((event) => event.type === type && event.data['runId'] === run.id)
      .map(({ data }) => data);

  it('holds a result that trips it, says why, and leaves the last good one', async () => {
    const run = await others.requestRun(audience);
    await others.hearRequested(audience, run);
    const event = others.completed(audience, run, 0);
    await others.hearRun(event);
    // Redelivered, and another attempt.
    await others.hearRun(event);
    await others.hearRun(others.completed(audience, run, 10));
    const reasons = [
      { code: 'gate.empty-result', observed: 0, limit: null },
      { code: 'gate.size-change', observed: 100, limit: 50 },
    ];
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'held',
      count: 0,
      previousCount: 10,
      heldReasons: reasons,
      decision: null,
      finishedAt: null,
    });
    expect(await result()).toMatchObject({ runId: good.id, count: 10 });
    expect(await told('audience.run.held.v1', run)).toMatchObject([{ count: 0, previousCount: 10, reasons }]);
    expect(await told('audience.snapshot.published.v1', run)).toEqual([]);
    for (const each of await told('audience.run.held.v1', run)) {
      const { organisationId, audienceId, runId, runSeq, ...data } = each;
      expect({ organisationId, audienceId, runId, runSeq }).toEqual(others.aboutRun(audience, run));
      expect(Object.keys(data).sort()).toEqual([
        ...['businessDate', 'count', 'previousCount', 'reasons', 'trigger'],
      ]);
    }
  });

  it('lets what passes be published', async () => {
    const run = await found(14);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'completed', heldReasons: [] });
  });

  it('ends the wait of those who wait for the run', async () => {
    const run = await others.requestRun(audience);
    await others.hearRequested(audience, run);
    const path = `/v1/runs/${run.id}?waitSeconds=30`;
    const answer = api.http('get', path, organisation.token).expect(200);
    const seen = answer.then(({ body }) => body as unknown);
    await others.hearRun(others.completed(audience, run, 0));
    expect(await seen).toMatchObject({ state: 'held' });
  });

  it('is opened by an approval, which is recorded and can be repeated', async () => {
    const run = await found(100);
    const answers = await Promise.all([
      decide(run, 'approve', { note: 'a campaign' }),
      decide(run, 'approve', { note: 'a campaign' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'completed',
      heldReasons: [{ code: 'gate.size-change' }],
      decision: { verdict: 'approved', by: expect.stringMatching(/^[0-9a-f]{16}$/), note: 'a campaign' },
    });
    expect(await result()).toMatchObject({ runId: run.id, count: 100 });
    expect(await told('audience.snapshot.published.v1', run)).toMatchObject([{ count: 100, entered: 90 }]);
    expect(JSON.parse((await decide(run, 'reject').expect(409)).text)).toMatchObject({
      code: 'run.not-held',
    });
  });

  it('stays closed by a rejection: the run has failed', async () => {
    const run = await found(100);
    await decide(run, 'reject', { note: 'a broken import' }).expect(200);
    await decide(run, 'reject').expect(200);
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'run.rejected', message: expect.stringContaining('a broken import') },
      decision: { verdict: 'rejected', note: 'a broken import' },
    });
    expect(await result()).toMatchObject({ runId: good.id });
    expect(await told('audience.run.failed.v1', run)).toMatchObject([{ code: 'run.rejected' }]);
  });

  it('is decided about once when somebody approves and somebody rejects at once', async () => {
    const run = await found(100);
    const [approved, rejected] = await Promise.all([decide(run, 'approve'), decide(run, 'reject')]);
    expect([approved.status, rejected.status].sort()).toEqual([200, 409]);
    const { state } = await others.run(audience, run.id);
    expect(state).toBe(approved.status === 200 ? 'completed' : 'failed');
  });

  it('forgets a held result when a newer one is published', async () => {
    const run = await found(100);
    const newer = await found(11);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'superseded', supersededBy: newer.id });
    await decide(run, 'approve').expect(409);
    expect(await result()).toMatchObject({ runId: newer.id });
  });

  it('never lets an approval overwrite a newer result that is published at once', async () => {
    const run = await found(100);
    const newer = await others.requestRun(audience);
    await others.hearRequested(audience, newer);
    await change({ qualityGate: { maxChangePercent: null } });
    await Promise.all([decide(run, 'approve'), others.hearRun(others.completed(audience, newer, 11))]);
    expect(await result()).toMatchObject({ runId: newer.id, count: 11 });
    const [held, last] = [await others.run(audience, run.id), await others.run(audience, newer.id)];
    // Whichever was first, the newer one has replaced what was published then.
    expect(last.previousRunId).toBe(held.state === 'completed' ? run.id : good.id);
    expect(['completed', 'superseded']).toContain(held.state);
  });

  it('counts an approved result against what it really replaces', async () => {
    const older = await others.requestRun(audience);
    await others.hearRequested(audience, older);
    const run = await found(100);
    await others.hearRun(others.completed(audience, older, 12));
    expect(await others.run(audience, run.id)).toMatchObject({ previousRunId: good.id, entered: 90 });
    await decide(run, 'approve').expect(200);
    expect(await others.run(audience, run.id)).toMatchObject({
      previousRunId: older.id,
      previousCount: 12,
      entered: 88,
    });
  });

  it('keeps what it holds whatever a calculator tells of it afterwards', async () => {
    const run = await found(100);
    const held = await others.run(audience, run.id);
    const failure = { code: 'calculation.given-up', message: 'it was given up' };
    await others.hearRun(
      others.runEvent(audience, run, 'audience.run.failed.v1', {
        ...others.aboutRun(audience, run),
        ...failure,
      }),
    );
    expect(await others.run(audience, run.id)).toEqual(held);
    await decide(run, 'approve').expect(200);
  });

  it('is not opened while the engine cannot count', async () => {
    const run = await found(100);
    const held = await others.run(audience, run.id);
    api.counts.failure = new DependencyDownError('clickhouse', 'away');
    await decide(run, 'approve').expect(503);
    expect(await others.run(audience, run.id)).toEqual(held);
    api.counts.failure = undefined;
    await decide(run, 'approve').expect(200);
  });

  it('is changed setting by setting, for the results to come', async () => {
    const { body } = await change({ qualityGate: { maxChangePercent: null, maxWatermarkAgeMinutes: 1 } });
    expect(body).toMatchObject({
      changed: ['qualityGate'],
      runId: null,
      qualityGate: { onEmpty: 'hold', maxChangePercent: null, maxWatermarkAgeMinutes: 1 },
    });
    expect((await change({ qualityGate: { onEmpty: 'hold' } })).body).toMatchObject({ changed: [] });
    const run = await found(100);
    expect((await others.run(audience, run.id)).heldReasons).toMatchObject([
      { code: 'gate.watermark-too-old', limit: 1 },
    ]);
  });

  it('lets everything pass by default', async () => {
    audience = await others.createAudience(organisation, rule);
    await others.hearPlan(others.compiled(audience));
    await others.complete(audience, (await others.runs(audience))[0]!, 10);
    const run = await found(0);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'completed', count: 0 });
  });
});
