import { randomUUID } from 'node:crypto';
import type { RunResource } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest, type StoredEvent } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';

const oslo = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };
const rome = { ...oslo, value: 'Rome' };

describeWith(['postgres'], 'a change of an audience', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let others: OtherServices;
  let organisation: { id: string; token: string };
  let audience: TestAudience;

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
    audience = await others.createAudience(organisation, oslo);
  });

  const change = (body: object) =>
    api.http('patch', `/v1/audiences/${audience.id}`, organisation.token).send(body);
  const read = async () =>
    (await api.http('get', `/v1/audiences/${audience.id}`, organisation.token).expect(200)).body as unknown;
  async function events(): Promise<StoredEvent[]> {
    return (await api.outbox()).filter(({ data }) => data['audienceId'] === audience.id);
  }

  it('of the rule is a new version with a run of its own, told of with it', async () => {
    const told = (await events()).length;
    const { body } = await change({ name: ' Rome ', rule: rome, expectedVersion: 1 }).expect(200);
    expect(body).toMatchObject({ name: 'Rome', rule: rome, definitionVersion: 2, changed: ['name', 'rule'] });
    expect(await others.run(audience, body.runId)).toMatchObject({
      definitionVersion: 2,
      runSeq: 2,
      trigger: 'definitionChanged',
      state: 'requested',
    });
    expect((await events()).slice(told)).toMatchObject([
      {
        type: 'audience.definition.changed.v1',
        data: { definitionVersion: 2, ruleHash: body.ruleHash, rule: rome, timeZone: 'Europe/London' },
      },
      { type: 'audience.run.requested.v1', data: { runId: body.runId, definitionVersion: 2 } },
    ]);
  });

  it('may bring as many UUIDs as a list has values', async () => {
    const value = Array.from({ length: 10_000 }, () => randomUUID());
    const { body } = await change({ rule: { ...oslo, op: 'in', value } }).expect(200);
    expect(body).toMatchObject({ definitionVersion: 2, rule: { value } });
  });

  it('to the same rule, however it is written, changes nothing and says so', async () => {
    const before = await api.rowCounts();
    const shown = await read();
    const { kind, ...rest } = oslo;
    const { body } = await change({ name: 'Audience', rule: { ...rest, kind } }).expect(200);
    expect(body).toMatchObject({ definitionVersion: 1, changed: [], runId: null });
    expect((await change({}).expect(200)).body).toMatchObject({ changed: [], runId: null });
    expect(await api.rowCounts()).toEqual(before);
    expect(await read()).toEqual(shown);
  });

  it('of the name computes nothing', async () => {
    const told = (await events()).length;
    const { body } = await change({ name: 'Capital' }).expect(200);
    expect(body).toMatchObject({ name: 'Capital', definitionVersion: 1, changed: ['name'], runId: null });
    expect(await events()).toHaveLength(told);
  });

  it('is one of those made at once on the same version', async () => {
    const values = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(
      values.map((value) => change({ rule: { ...oslo, value }, expectedVersion: 1 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(await others.runs(audience)).toHaveLength(2);
  });

  it('is made once, however often it is sent with one key', async () => {
    const sent = () => change({ rule: rome, expectedVersion: 1 }).set('Idempotency-Key', audience.id);
    const answers = [...(await Promise.all([sent(), sent()])), await sent()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.runId)).size).toBe(1);
    expect(await others.runs(audience)).toHaveLength(2);
  });

  it('has each run wait for the plan of its own version, whichever comes first', async () => {
    const changed = await others.changeRule(audience, rome);
    const [old, fresh] = await others.runs(audience);
    await others.hearPlan(others.compiled(changed));
    await others.hearRequested(audience, old!);
    expect(await others.run(audience, old!.id)).toMatchObject({ state: 'compiling' });
    expect(await others.run(audience, fresh!.id)).toMatchObject({ state: 'queued' });
    // Told late, and again: the plan of the old version is not that of the new one.
    await others.hearPlan(others.compiled(audience));
    await others.hearPlan(others.compiled(audience));
    expect(await others.run(audience, old!.id)).toMatchObject({ state: 'queued', definitionVersion: 1 });
    const asked = (await events()).filter(({ type }) => type === 'audience.calculation.requested.v1');
    expect(asked.map(({ data }) => [data['runId'], data['definitionVersion']])).toEqual([
      [fresh!.id, 2],
      [old!.id, 1],
    ]);
  });

  /** The old rule at the instant of the change, from its request to its end. */
  async function computeBaseline(count: number): Promise<RunResource> {
    const baseline = (await others.runs(audience)).findLast(
      ({ trigger, definitionVersion }) => trigger === 'definitionChanged' && definitionVersion === 1,
    );
    if (!baseline) throw new Error('there is no baseline');
    await others.complete(audience, baseline, count);
    await others.hearTold(baseline.id, 'audience.run.ended.v1');
    return others.run(audience, baseline.id);
  }

  /** Changes the rule of an audience that has a result. */
  async function changeAfterResult() {
    await others.hearPlan(others.compiled(audience));
    const [first] = await others.runs(audience);
    await others.complete(audience, first!, 4);
    const changed = await others.changeRule(audience, rome);
    await others.hearPlan(others.compiled(changed));
    return { first: first!, changed };
  }

  it('is computed after the old rule at the same instant, so that the difference is the change', async () => {
    const { first, changed } = await changeAfterResult();
    expect(await others.run(audience, changed.runId)).toMatchObject({
      state: 'requested',
      waitsFor: [audience.id],
    });
    const baseline = await computeBaseline(6);
    expect(baseline).toMatchObject({ state: 'completed', definitionVersion: 1, previousRunId: first.id });
    const fresh = await others.run(audience, changed.runId);
    expect(fresh).toMatchObject({ state: 'queued', waitsFor: [], asOf: baseline.asOf });
    await others.complete(audience, fresh, 9);
    expect(await others.run(audience, fresh.id)).toMatchObject({ count: 9, previousRunId: baseline.id });
  });

  it('waits for no baseline that has failed, or that was cancelled', async () => {
    const { changed } = await changeAfterResult();
    const [, baseline] = await others.runs(audience);
    await api.http('post', `/v1/runs/${baseline!.id}/cancel`, organisation.token).expect(200);
    await others.hearTold(baseline!.id, 'audience.run.ended.v1');
    expect(await others.run(audience, changed.runId)).toMatchObject({ state: 'queued', waitsFor: [] });
  });

  it('leaves the result of the old rule until the new one is published, and never returns to it', async () => {
    await others.hearPlan(others.compiled(audience));
    const [first] = await others.runs(audience);
    await others.hearRun(others.completed(audience, first!, 4));
    const late = await others.requestRun(audience);
    await others.hearRequested(audience, late);
    const changed = await others.changeRule(audience, rome);
    expect(await read()).toMatchObject({ rule: rome, result: { runId: first!.id, count: 4 } });
    await others.hearPlan(others.compiled(changed));
    await computeBaseline(5);
    await others.hearRun(others.completed(audience, await others.run(audience, changed.runId), 9));
    await others.hearRun(others.completed(audience, late, 5));
    expect(await read()).toMatchObject({ result: { runId: changed.runId, count: 9 } });
    expect(await others.run(audience, late.id)).toMatchObject({ state: 'superseded', definitionVersion: 1 });
  });

  it('to a rule that cannot be compiled leaves the result, and can be undone', async () => {
    await others.hearPlan(others.compiled(audience));
    const [first] = await others.runs(audience);
    await others.hearRun(others.completed(audience, first!, 4));
    const broken = await others.changeRule(audience, rome);
    await others.hearPlan(others.rejected(broken));
    expect(await others.run(audience, broken.runId)).toMatchObject({ state: 'failed' });
    expect(await read()).toMatchObject({ definitionVersion: 2, result: { runId: first!.id } });
    const undone = await others.changeRule(audience, oslo);
    expect(undone).toMatchObject({ definitionVersion: 3, ruleHash: audience.ruleHash });
    expect(await others.run(audience, undone.runId)).toMatchObject({ state: 'requested' });
  });

  it('shows readers the rule of the run that they read', async () => {
    await others.hearPlan(others.compiled(audience));
    const [first] = await others.runs(audience);
    await others.hearRun(others.completed(audience, first!, 4));
    await others.changeRule(audience, rome);
    const path = `/v1/audiences/${audience.id}/explain?user=u1&run=${first!.id}`;
    await api.http('get', path, organisation.token).expect(504);
    const asked = (await api.outbox()).filter(({ type }) => type === 'audience.explanation.requested.v1');
    expect(asked.at(-1)?.data).toMatchObject({ rule: oslo });
  });
});
