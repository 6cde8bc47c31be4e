import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';

const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };

describeWith(['postgres'], 'the stream of an audience', () => {
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
    audience = await others.createAudience(organisation, rule);
    await others.hearPlan(others.compiled(audience));
  });

  const path = (action = '') => `/v1/audiences/${audience.id}/stream${action}`;
  const set = (stream: unknown, token = audience.token) => api.http('put', path(), token).send({ stream });
  const reconcile = () => api.http('post', path('/reconcile'), audience.token);

  /** What streamers have been told of the audience's results. */
  async function told(): Promise<unknown[]> {
    const events = await api.outbox();
    return events
      .filter(({ topic, data }) => topic === 'audience.snapshot.v1' && data['audienceId'] === audience.id)
      .map(({ type, data }) => [
        type.split('.')[2],
        data['runSeq'],
        data['stream'],
        data['reason'] ?? data['trigger'],
      ]);
  }

  const firstRun = async () => others.complete(audience, (await others.runs(audience))[0]!, 5);
  const nextRun = async () => others.complete(audience, await others.requestRun(audience), 6);

  it('is none, unless told, and publications say nothing of it then', async () => {
    const answer = await api.http('get', `/v1/audiences/${audience.id}`, audience.token).expect(200);
    expect(answer.body.stream).toBe('none');
    await firstRun();
    expect(await told()).toEqual([['published', 1, undefined, 'created']]);
  });

  it('can be chosen at creation', async () => {
    const body = { name: 'Streamed', rule, stream: 'members' };
    const answer = await api.http('post', '/v1/audiences', organisation.token).send(body).expect(201);
    expect(answer.body.stream).toBe('members');
    audience = { ...audience, id: answer.body.id as string, ruleHash: answer.body.ruleHash as string };
    await others.hearPlan(others.compiled(audience));
    await firstRun();
    expect(await told()).toEqual([['published', 1, { mode: 'members', epoch: 1 }, 'created']]);
  });

  it('begins with the result that is published already', async () => {
    await firstRun();
    expect((await set('members').expect(200)).body).toMatchObject({ id: audience.id, stream: 'members' });
    await set('members').expect(200);
    await nextRun();
    expect((await told()).slice(1)).toEqual([
      ['restated', 1, { mode: 'members', epoch: 1 }, 'bootstrap'],
      ['published', 2, { mode: 'members', epoch: 1 }, 'manual'],
    ]);
  });

  it('begins anew when it is changed, and ends', async () => {
    await set('snapshot').expect(200);
    await firstRun();
    await set('members').expect(200);
    await set('none').expect(200);
    await nextRun();
    await set('members').expect(200);
    expect(await told()).toEqual([
      ['published', 1, { mode: 'snapshot', epoch: 1 }, 'created'],
      ['restated', 1, { mode: 'members', epoch: 2 }, 'bootstrap'],
      ['published', 2, undefined, 'manual'],
      ['restated', 2, { mode: 'members', epoch: 3 }, 'bootstrap'],
    ]);
  });

  it('is told whole again on demand, once per Idempotency-Key', async () => {
    await firstRun();
    await set('members').expect(200);
    await reconcile().set('Idempotency-Key', 'again').expect(202);
    await reconcile().set('Idempotency-Key', 'again').expect(202);
    expect((await told()).slice(2)).toEqual([['restated', 1, { mode: 'members', epoch: 2 }, 'reconcile']]);
  });

  it('cannot be told again when there is none, or nothing to tell', async () => {
    expect((await reconcile().expect(409)).body.code).toBe('audience.not-streamed');
    await set('members').expect(200);
    expect((await reconcile().expect(409)).body.code).toBe('audience.no-result');
    expect(await told()).toEqual([]);
  });

  it.each([
    [{ stream: 'everything' }, '/stream', 'request.invalid-field'],
    [{ stream: null }, '/stream', 'request.invalid-field'],
    [{}, '/stream', 'request.missing-field'],
    [{ stream: 'members', epoch: 2 }, '/epoch', 'request.unknown-field'],
  ])('refuses %j', async (body, pointer, code) => {
    const answer = await api.http('put', path(), audience.token).send(body).expect(400);
    expect(answer.body.errors).toMatchObject([{ pointer, code }]);
    expect((await api.http('get', `/v1/audiences/${audience.id}`, audience.token)).body.stream).toBe('none');
  });

  it('is not found by other organisations', async () => {
    const { token } = await api.organisation();
    expect((await set('members', token).expect(404)).body.code).toBe('audience.not-found');
    expect((await api.http('post', path('/reconcile'), token).expect(404)).body.code).toBe(
      'audience.not-found',
    );
  });
});
