import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ADMIN_TOKEN, ApiForTest } from '../testing-only/api.fixture';

const sound = { dailyHour: 2, missedDays: 'newest', onStaleInput: 'use' };
const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };

describeWith(['postgres'], 'how an audience is calculated', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let token: string;
  let stranger: string;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    ({ token } = await api.organisation());
    ({ token: stranger } = await api.organisation());
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });

  const create = async (fields: object = {}) =>
    (
      await api
        .http('post', '/v1/audiences', token)
        .send({ name: 'Oslo', rule, ...fields })
        .expect(201)
    ).body;
  const change = (id: string, body: object, as = token) =>
    api.http('put', `/v1/audiences/${id}/calculation`, as).send(body);

  it('is once unless told, and daily when told', async () => {
    expect(await create()).toMatchObject({ calculation: 'once' });
    const { id } = await create({ calculation: 'daily' });
    const answer = await api.http('get', `/v1/audiences/${id}`, token).expect(200);
    expect(answer.body).toMatchObject({ calculation: 'daily' });
  });

  it('can be changed, as often as one likes', async () => {
    const { id } = await create();
    for (const calculation of ['daily', 'daily', 'once', 'daily']) {
      expect((await change(id, { calculation }).expect(200)).body).toMatchObject({ id, calculation });
    }
  });

  it('is one of two methods', async () => {
    const { id } = await create();
    const refused = await change(id, { calculation: 'hourly', hour: 3 }).expect(400);
    expect(refused.body.errors).toMatchObject([
      { code: 'request.unknown-field', pointer: '/hour' },
      { code: 'request.invalid-field', pointer: '/calculation' },
    ]);
    await change(id, {}).expect(400);
    await api
      .http('post', '/v1/audiences', token)
      .send({ name: 'Oslo', rule, calculation: null })
      .expect(400);
  });

  it('is nobody else’s to change', async () => {
    const { id } = await create();
    const refused = await change(id, { calculation: 'daily' }, stranger).expect(404);
    expect(refused.body).toMatchObject({ code: 'audience.not-found' });
  });

  describe('and the schedule of its organisation', () => {
    const schedule = (as: string) => api.http('get', '/v1/organisation/schedule', as).expect(200);

    it('is 2:00 unless told, and what the registration says', async () => {
      expect((await schedule(stranger)).body).toEqual({
        dailyHour: 2,
        missedDays: 'newest',
        onStaleInput: 'use',
      });
      const registered = await api
        .http('post', '/v1/organisations', ADMIN_TOKEN)
        .send({
          name: 'Early',
          timeZone: 'Asia/Kolkata',
          dailyHour: 0,
          missedDays: 'all',
          onStaleInput: 'fail',
        })
        .expect(201);
      expect((await schedule(registered.body.token)).body).toEqual({
        dailyHour: 0,
        missedDays: 'all',
        onStaleInput: 'fail',
      });
    });

    it('can be changed, and is the organisation’s own', async () => {
      const changed = { dailyHour: 23, missedDays: 'all', onStaleInput: 'fail' };
      const answer = await api.http('put', '/v1/organisation/schedule', token).send(changed).expect(200);
      expect(answer.body).toEqual(changed);
      expect((await schedule(token)).body).toEqual(changed);
      expect((await schedule(stranger)).body).toMatchObject({ dailyHour: 2 });
    });

    it.each([
      [{ ...sound, dailyHour: 24 }, 'request.invalid-field', '/dailyHour'],
      [{ ...sound, dailyHour: '2' }, 'request.invalid-field', '/dailyHour'],
      [{ ...sound, dailyHour: 2.5 }, 'request.invalid-field', '/dailyHour'],
      [{ ...sound, missedDays: 'none' }, 'request.invalid-field', '/missedDays'],
      [{ ...sound, onStaleInput: 'ask' }, 'request.invalid-field', '/onStaleInput'],
      [{ ...sound, dailyHour: undefined }, 'request.missing-field', '/dailyHour'],
      [{ ...sound, minute: 5 }, 'request.unknown-field', '/minute'],
    ])('refuses %j', async (body, code, pointer) => {
      const refused = await api.http('put', '/v1/organisation/schedule', token).send(body).expect(400);
      expect(refused.body.errors).toMatchObject([{ code, pointer }]);
    });
  });
});
