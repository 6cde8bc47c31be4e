import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';

describeWith(['postgres'], 'declaring', () => {
  let postgres: TestResource;
  let api: ApiForTest;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });

  const told = async (organisationId: string) =>
    (await api.outbox())
      .filter(
        ({ type, data }) =>
          type === 'audience.catalogue.declared.v1' && data['organisationId'] === organisationId,
      )
      .map(({ topic, data }) => ({ topic, properties: data['properties'] }));

  it('tells importers of the types of everything', async () => {
    const { id, token } = await api.organisation();
    const tags = { member: { kind: 'flag' }, level: { kind: 'category', values: ['gold'] } };
    const declared = { applications: {}, attributes: { 'First Name': 'string' }, tags };
    await api.http('put', '/v1/catalogue', token).send(declared).expect(200);
    const events = (await api.outbox()).filter(
      ({ type, data }) => type === 'audience.catalogue.declared.v1' && data['organisationId'] === id,
    );
    expect(events.at(-1)?.data['declared']).toMatchObject({
      attributes: { 'First Name': 'string' },
      tags: { member: 'flag', level: 'category' },
      properties: { shop: { purchase: { amount: 'number' } } },
    });
  });

  it('tells of all declared properties, and of none when it is refused', async () => {
    const { id, token } = await api.organisation();
    const amount = { name: 'amount', type: 'number' };
    const first = { topic: 'audience.catalogue.v1', properties: [amount] };
    expect(await told(id)).toEqual([first]);

    const declare = (properties: object) =>
      api.http('put', '/v1/catalogue', token).send({
        applications: { shop: { events: { purchase: { properties } } } },
        attributes: {},
        tags: {},
      });
    await declare({ coupons: 'list', gift: 'boolean' }).expect(200);
    const second = { ...first, properties: [amount, { name: 'gift', type: 'boolean' }] };
    expect(await told(id)).toEqual([first, second]);
    await declare({ amount: 'string', note: 'string' }).expect(409);
    expect(await told(id)).toEqual([first, second]);
  });
});
