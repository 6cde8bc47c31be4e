import type { HistoryPage, Plan, RunResource } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { RunsRepository } from '../runs/runs.repository';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';

const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };
const MARCH = '2026-03-15T12:00:00Z';
const MAY = '2026-05-15T12:00:00Z';
const JUNE = '2026-06-15T12:00:00Z';

describeWith(['postgres'], 'a run for a past day', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let others: OtherServices;
  let organisation: { id: string; token: string };
  let audience: TestAudience;
  let june: RunResource;

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
  /** An audience whose published result is that of a day in June. */
  beforeEach(async () => {
    audience = await others.createAudience(organisation, rule, { asOf: JUNE });
    await others.hearPlan(others.compiled(audience));
    june = (await others.runs(audience))[0]!;
    await others.complete(audience, june, 5);
  });

  async function request(asOf: string | undefined, publish?: boolean): Promise<RunResource> {
    const path = `/v1/audiences/${audience.id}/runs`;
    const answer = await api.http('post', path, audience.token).send({ asOf, publish }).expect(202);
    return answer.body as RunResource;
  }
  async function computed(asOf: string | undefined, publish?: boolean): Promise<RunResource> {
    const run = await request(asOf, publish);
    await others.complete(audience, run, 3);
    return others.run(audience, run.id);
  }
  async function published(): Promise<string> {
    const answer = await api.http('get', `/v1/audiences/${audience.id}`, audience.token).expect(200);
    return (answer.body as { result: { runId: string } }).result.runId;
  }
  const told = async () =>
    (await api.outbox())
      .filter(
        ({ type, data }) => type === 'audience.snapshot.published.v1' && data['audienceId'] === audience.id,
      )
      .map(({ data }) => data['runId']);
  const read = (at: string) =>
    api.get(RunsRepository).publishedResult(api.database.manager, organisation.id, audience.id, at);

  it('is kept as history, and nobody who reads the published result is told', async () => {
    const march = await computed(MARCH);
    expect(march).toMatchObject({
      ...{ state: 'completed', keptAsHistory: true, publication: 'ifNewest', count: 3 },
      ...{ previousRunId: null, entered: null, left: null },
    });
    expect(await published()).toBe(june.id);
    expect(await told()).toEqual([june.id]);
    expect(await read('latest')).toMatchObject({ runId: june.id });
    const history = await api.http('get', `/v1/audiences/${audience.id}/history`, audience.token).expect(200);
    expect((history.body as HistoryPage).results.map(({ keptAsHistory }) => keptAsHistory)).toEqual([
      true,
      false,
    ]);
    const exported = await api
      .http('post', `/v1/audiences/${audience.id}/exports`, audience.token)
      .send({ format: 'csv' })
      .expect(202);
    expect(exported.body).toMatchObject({ runId: june.id });
  });

  it('is read by its date, of several the one of the latest instant, and of the same instant the newest', async () => {
    expect(await read('2026-03-15')).toBeUndefined();
    await computed(MARCH);
    const later = await computed('2026-03-15T13:00:00Z');
    await computed('2026-03-15T11:00:00Z');
    expect(await read('2026-03-15')).toMatchObject({ runId: later.id });
    const corrected = await computed('2026-03-15T13:00:00Z');
    expect(await read('2026-03-15')).toMatchObject({ runId: corrected.id });
    expect(await api.get(RunsRepository).resultOn(organisation.id, audience.id, '2026-04-01')).toMatchObject({
      id: corrected.id,
    });
    await computed('2026-06-15T11:00:00Z');
    expect(await read('2026-06-15')).toMatchObject({ runId: june.id });
  });

  it('is published when the request says so, also to those who depend on it', async () => {
    const march = await computed(MARCH, true);
    expect(march).toMatchObject({ keptAsHistory: false, publication: 'always', previousRunId: june.id });
    expect(await published()).toBe(march.id);
    expect(await read('latest')).toMatchObject({ runId: march.id });
    const may = await computed(MAY);
    expect(await published()).toBe(may.id);
  });

  it('is published when it is newer than the published one, and a run for now always is', async () => {
    const later = await computed('2026-06-16T12:00:00Z');
    expect(await published()).toBe(later.id);
    const present = await computed(undefined);
    expect(present).toMatchObject({ publication: 'always', keptAsHistory: false });
    expect(await published()).toBe(present.id);
    const never = await computed(undefined, false);
    expect(never).toMatchObject({ publication: 'never', keptAsHistory: true });
    expect(await published()).toBe(present.id);
  });

  it('is not superseded by a newer result, nor supersedes an older run of a later instant', async () => {
    const [older, march] = [await request(undefined), await request(MARCH)];
    await others.complete(audience, march, 3);
    expect(await others.run(audience, march.id)).toMatchObject({ keptAsHistory: true });
    expect(await others.run(audience, older.id)).toMatchObject({ state: 'requested' });
    const may = await request(MAY);
    const present = await computed(undefined);
    expect(await others.run(audience, older.id)).toMatchObject({
      state: 'superseded',
      supersededBy: present.id,
    });
    await others.complete(audience, may, 2);
    expect(await others.run(audience, may.id)).toMatchObject({ state: 'completed', keptAsHistory: true });
    expect(await published()).toBe(present.id);
  });

  it('is what a rule reads that names its date', async () => {
    const march = await computed(MARCH);
    const reader = await others.createAudience(organisation, {
      ...{ kind: 'audience', audienceId: audience.id, at: '2026-03-15' },
    });
    const inputs: Plan['inputs'] = [{ parameter: 'input0', audienceId: audience.id, at: '2026-03-15' }];
    await others.hearPlan(others.compiled(reader, inputs));
    expect((await others.runs(reader))[0]).toMatchObject({ state: 'queued', inputs: [{ runId: march.id }] });
  });

  it.each([{ publish: 'yes' }, { publish: null }])('refuses %j', async (body) => {
    const answer = await api.http('post', `/v1/audiences/${audience.id}/runs`, audience.token).send(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ errors: [{ pointer: '/publish' }] });
  });
});
