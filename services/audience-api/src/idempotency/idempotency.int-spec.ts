import { randomUUID } from 'node:crypto';
import type { Test } from 'supertest';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ADMIN_TOKEN, ApiForTest } from '../testing-only/api.fixture';
import { ForgetOldKeys } from './forget-old-keys';

describeWith(['postgres'], 'a request with an Idempotency-Key', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let organisation: { id: string; token: string };
  let key: string;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    organisation = await api.organisation();
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });
  beforeEach(() => {
    key = randomUUID();
  });

  function create(name: string, as = organisation.token): Test {
    const rule = { kind: 'tag', tag: 'vip', match: { op: 'has' } };
    return api.http('post', '/v1/audiences', as).set('Idempotency-Key', key).send({ name, rule });
  }

  it('is done once, however often it comes, even at once', async () => {
    const before = await api.rowCounts();
    const answers = await Promise.all([create('a'), create('a'), create('a')]);
    answers.push(await create('a'));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => `${body.id} ${body.runId}`)).size).toBe(1);
    const after = await api.rowCounts();
    expect(after['audiences']! - before['audiences']!).toBe(1);
    expect(after['outbox']! - before['outbox']!).toBe(2);
  });

  it('is refused when the key came with another body or to another route', async () => {
    await create('a').expect(201);
    expect(JSON.parse((await create('b').expect(422)).text)).toMatchObject({
      code: 'idempotency.key-reused',
    });
    const elsewhere = api.http('post', '/v1/imports', organisation.token).set('Idempotency-Key', key);
    await elsewhere.send({ kind: 'users', format: 'csv' }).expect(422);
  });

  it('does not meet the keys of other organisations', async () => {
    const other = await api.organisation();
    const [ours, theirs] = [await create('a'), await create('b', other.token)];
    expect([ours.status, theirs.status]).toEqual([201, 201]);
  });

  it('can be sent again after it was refused', async () => {
    await create(' ').expect(400);
    await create('a').expect(201);
  });

  it('is forgotten after a week, and not before', async () => {
    const first = await create('a').expect(201);
    await api.database.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '6 days' WHERE key = $1`,
      [key],
    );
    await api.get(ForgetOldKeys).forget();
    expect((await create('a').expect(201)).body.id).toBe(first.body.id);
    await api.database.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '8 days' WHERE key = $1`,
      [key],
    );
    await api.get(ForgetOldKeys).forget();
    expect((await create('a').expect(201)).body.id).not.toBe(first.body.id);
  });

  it('finds its organisation again, with a further token', async () => {
    const register = () =>
      api
        .http('post', '/v1/organisations', ADMIN_TOKEN)
        .set('Idempotency-Key', key)
        .send({ name: 'Acme', timeZone: 'UTC' })
        .expect(201);
    const [first, second] = [(await register()).body, (await register()).body];
    expect(second.id).toBe(first.id);
    for (const { token } of [first, second]) await api.http('get', '/v1/audiences', token).expect(200);
  });

  it.each(['with spaces in it', 'x'.repeat(201), 'é'])('is refused for the key %s', async (bad) => {
    key = Buffer.from(bad).toString('latin1');
    expect(JSON.parse((await create('a').expect(400)).text)).toMatchObject({
      code: 'idempotency.key-invalid',
    });
  });
});
