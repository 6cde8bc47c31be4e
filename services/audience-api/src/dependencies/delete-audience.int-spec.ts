import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { CreateDueRuns } from '../schedule/create-due-runs.use-case';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';

const oslo = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };
const using = ({ id }: TestAudience) => ({ op: 'union', of: [oslo, { kind: 'audience', audienceId: id }] });

describeWith(['postgres'], 'deleting audiences', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let others: OtherServices;
  let organisation: { id: string; token: string };

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

  const create = (rule: object = oslo) => others.createAudience(organisation, rule);
  const remove = ({ id }: TestAudience, query = '', token = organisation.token) =>
    api.http('delete', `/v1/audiences/${id}${query}`, token);
  const get = (path: string) => api.http('get', path, organisation.token);
  const deletedEvents = async (ids: readonly string[]) =>
    (await api.outbox())
      .filter(({ type }) => type === 'audience.definition.deleted.v1')
      .map(({ data }) => data['audienceId'])
      .filter((id) => ids.includes(String(id)));

  it('leaves nothing of them to be found, ends their runs and tells of it', async () => {
    const audience = await create();
    const [run] = await others.runs(audience);
    expect((await remove(audience).expect(200)).body).toEqual({ deleted: [audience.id] });
    const paths = ['', '/runs', '/members', '/dependencies', '/explain?user=u1'];
    for (const path of paths) await get(`/v1/audiences/${audience.id}${path}`).expect(404);
    await get(`/v1/runs/${run!.id}`).expect(404);
    for (const path of ['runs', 'exports']) {
      const body = path === 'exports' ? { format: 'csv' } : {};
      await api
        .http('post', `/v1/audiences/${audience.id}/${path}`, organisation.token)
        .send(body)
        .expect(404);
    }
    await api
      .http('put', `/v1/audiences/${audience.id}/calculation`, organisation.token)
      .send({ calculation: 'daily' })
      .expect(404);
    const listed = (await get('/v1/audiences').expect(200)).body.audiences as { id: string }[];
    expect(listed.map(({ id }) => id)).not.toContain(audience.id);
    const rows = await api.database.query('SELECT state FROM runs WHERE id = $1', [run!.id]);
    expect(rows).toEqual([{ state: 'cancelled' }]);
    expect(await deletedEvents([audience.id])).toEqual([audience.id]);
    expect((await remove(audience).expect(404)).body.code).toBe('audience.not-found');
    await api
      .http('post', '/v1/audiences', organisation.token)
      .send({ name: 'user', rule: using(audience) })
      .expect(400);
  });

  it('takes late news of their runs and plans without a word', async () => {
    const audience = await create();
    const [run] = await others.runs(audience);
    await others.hearPlan(others.compiled(audience));
    await remove(audience).expect(200);
    await others.hearRequested(audience, run!);
    await others.hearRun(others.completed(audience, run!, 4));
    await others.hearPlan(others.compiled(audience));
    const published = (await api.outbox()).filter(
      ({ type, data }) => type === 'audience.snapshot.published.v1' && data['audienceId'] === audience.id,
    );
    expect(published).toEqual([]);
  });

  it('schedules them no more', async () => {
    const audience = await create();
    await api
      .http('put', `/v1/audiences/${audience.id}/calculation`, organisation.token)
      .send({ calculation: 'daily' });
    await remove(audience).expect(200);
    await api.get(CreateDueRuns).execute(new Date(Date.now() + 5 * 86_400_000));
    const rows = await api.database.query(
      `SELECT 1 FROM runs WHERE audience_id = $1 AND trigger = 'scheduled'`,
      [audience.id],
    );
    expect(rows).toEqual([]);
  });

  it('is refused with the list while others use them, and deletes nothing then', async () => {
    const base = await create();
    const middle = await create(using(base));
    const top = await create(using(middle));
    for (const query of ['', '?cascade=false']) {
      const refused = await remove(base, query).expect(409);
      expect(refused.body).toMatchObject({
        code: 'audience.in-use',
        errors: [middle, top].map(({ id }) => ({
          code: 'audience.in-use',
          message: `"Audience" (${id}) uses it`,
        })),
      });
    }
    await get(`/v1/audiences/${base.id}`).expect(200);
    await remove(top).expect(200);
    await remove(middle).expect(200);
    await remove(base).expect(200);
  });

  it('takes those that use them along only when asked, users first', async () => {
    const base = await create();
    const middle = await create(using(base));
    const top = await create(using(middle));
    const bystander = await create();
    const ids = [top.id, middle.id, base.id];
    expect((await remove(base, '?cascade=true').expect(200)).body).toEqual({ deleted: ids });
    expect(await deletedEvents(ids)).toEqual(ids);
    for (const id of ids) await get(`/v1/audiences/${id}`).expect(404);
    await get(`/v1/audiences/${bystander.id}`).expect(200);
  });

  it('is the organisation’s own, and asked for properly', async () => {
    const audience = await create();
    const stranger = await api.organisation();
    await remove(audience, '', stranger.token).expect(404);
    await remove(audience, '?cascade=yes').expect(400);
    await remove(audience, '?force=true').expect(400);
    await get(`/v1/audiences/${audience.id}`).expect(200);
  });

  it('leaves no rule that names a deleted audience, whoever is first', async () => {
    for (let round = 0; round < 5; round++) {
      const base = await create();
      const [created, deleted] = await Promise.all([
        api.http('post', '/v1/audiences', organisation.token).send({ name: 'user', rule: using(base) }),
        remove(base),
      ]);
      expect([
        [201, 409],
        [400, 200],
      ]).toContainEqual([created.status, deleted.status]);
    }
  });
});
