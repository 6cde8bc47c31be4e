import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import type { Response, Test } from 'supertest';
import { ADMIN_TOKEN, ApiForTest } from '../testing-only/api.fixture';

const SECONDS = 10;
const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };

describeWith(['postgres'], 'limits', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let ours: { id: string; token: string };
  let theirs: { id: string; token: string };

  beforeAll(async () => {
    postgres = await postgresForTest();
  });
  afterAll(() => postgres.dispose());
  afterEach(() => api.stop());

  type Limits = Parameters<typeof ApiForTest.start>[2];
  async function startWith(limits: Limits): Promise<void> {
    const url = postgres.env['POSTGRES_URL']!;
    // Organisations are made where nothing is limited.
    const unlimited = await ApiForTest.start(url);
    [ours, theirs] = [await unlimited.organisation(), await unlimited.organisation()];
    await unlimited.stop();
    api = await ApiForTest.start(url, undefined, limits);
  }
  const list = (token: string): Test => api.http('get', '/v1/audiences?limit=1', token);
  const problemOf = ({ status, text, headers }: Response) => ({
    status,
    code: (JSON.parse(text) as { code: string }).code,
    retryAfter: Number(headers['retry-after']),
  });

  it('of the requests of an organisation leave room for others', async () => {
    await startWith({ ORGANISATION_REQUESTS_PER_SECOND: 5 / SECONDS });
    for (let n = 0; n < 5; n++) await list(ours.token).expect(200);
    const refused = problemOf(await list(ours.token));
    expect(refused).toMatchObject({ status: 429, code: 'request.too-many' });
    expect(refused.retryAfter).toBeGreaterThanOrEqual(1);
    expect(refused.retryAfter).toBeLessThanOrEqual(SECONDS);
    await list(theirs.token).expect(200);
  });

  it('count a large body as many requests, and one of unknown size as the largest', async () => {
    await startWith({ ORGANISATION_REQUESTS_PER_SECOND: 100 / SECONDS });
    const create = (token: string) => api.http('post', '/v1/audiences', token);
    const large = JSON.stringify({ name: 'a', rule: { ...rule, value: 'x'.repeat(900_000) } });
    // 1 + 110 points of 100.
    expect(problemOf(await create(ours.token).type('json').send(large))).toMatchObject({
      code: 'request.too-many',
    });
    const compressed = create(theirs.token).type('json').set('Content-Encoding', 'gzip');
    expect(problemOf(await compressed.send('{}'))).toMatchObject({ code: 'request.too-many' });
  });

  it('of the requests that are answered at a time leave room for others', async () => {
    await startWith({ ORGANISATION_REQUESTS_AT_A_TIME: 2 });
    const created = await api.http('post', '/v1/audiences', ours.token).send({ name: 'a', rule }).expect(201);
    const stop = new AbortController();
    const wait = () =>
      api.url().then((url) =>
        fetch(`${url}/v1/runs/${created.body.runId}/events`, {
          headers: { authorization: `Bearer ${ours.token}` },
          signal: stop.signal,
        }),
      );
    // Streams go on as long as the run does.
    const open = [await wait(), await wait()];
    expect(open.map(({ status }) => status)).toEqual([200, 200]);
    expect(problemOf(await list(ours.token))).toMatchObject({
      status: 429,
      code: 'request.too-many-at-a-time',
    });
    await list(theirs.token).expect(200);
    stop.abort();
  });

  it('of event streams leave room for others', async () => {
    await startWith({ ORGANISATION_EVENT_STREAMS: 1 });
    const run = async ({ token }: { token: string }) =>
      (await api.http('post', '/v1/audiences', token).send({ name: 'a', rule }).expect(201)).body
        .runId as string;
    const [ourRun, theirRun] = [await run(ours), await run(theirs)];
    const stop = new AbortController();
    const url = await api.url();
    const follow = (id: string, token: string) =>
      fetch(`${url}/v1/runs/${id}/events`, {
        headers: { authorization: `Bearer ${token}` },
        signal: stop.signal,
      });
    expect((await follow(ourRun, ours.token)).status).toBe(200);
    const refused = await follow(ourRun, ours.token);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({ code: 'events.too-many-streams' });
    expect((await follow(theirRun, theirs.token)).status).toBe(200);
    stop.abort();
  });

  it('of uploads leave room for others, and end when files are landed', async () => {
    await startWith({ ORGANISATION_OPEN_UPLOADS: 2 });
    const create = (token: string) =>
      api.http('post', '/v1/imports', token).send({ kind: 'users', format: 'csv' });
    const first = await create(ours.token).expect(201);
    await create(ours.token).expect(201);
    const refused = problemOf(await create(ours.token));
    expect(refused).toMatchObject({ status: 429, code: 'import.too-many-waiting' });
    // Until the URL of the first one ends, an hour after it was given.
    expect(refused.retryAfter).toBeGreaterThan(3_000);
    expect(refused.retryAfter).toBeLessThanOrEqual(3_600);
    await create(theirs.token).expect(201);

    const key = new URL(first.body.uploadUrl as string).pathname.replace('/uploads/', '');
    await api.objects.put('uploads', key);
    await api.http('post', `/v1/imports/${first.body.id}/start`, ours.token).expect(202);
    await create(ours.token).expect(201);
  });

  describe('of wrong tokens', () => {
    const guess = (n: number) => list(`guess-${n}`);

    it('end the guessing of an address, and nobody else’s work', async () => {
      await startWith({ WRONG_TOKENS_PER_MINUTE: 3 });
      await list(ours.token).expect(200);
      // At once: none of them is looked up before the others are counted.
      const guesses = await Promise.all(Array.from({ length: 20 }, (_, n) => guess(n)));
      const statuses = guesses.map(({ status }) => status).sort();
      expect(statuses).toEqual([...Array<number>(3).fill(401), ...Array<number>(17).fill(429)]);
      const refused = problemOf(await guess(20));
      expect(refused).toMatchObject({ status: 429, code: 'authentication.too-many-attempts' });
      expect(refused.retryAfter).toBeGreaterThanOrEqual(1);
      expect(refused.retryAfter).toBeLessThanOrEqual(60);
      // A token that has been good is no guess, whatever else comes from its address.
      await list(ours.token).expect(200);
    });

    it('hold for the administrator’s token as well', async () => {
      await startWith({ WRONG_TOKENS_PER_MINUTE: 1 });
      const register = (token: string) =>
        api.http('post', '/v1/organisations', token).send({ name: 'Acme', timeZone: 'UTC' });
      await register(ADMIN_TOKEN).expect(201);
      await register('wrong').expect(401);
      await register('wrong-too').expect(429);
      await register(ADMIN_TOKEN).expect(201);
    });

    it('are not spent by good tokens', async () => {
      await startWith({ WRONG_TOKENS_PER_MINUTE: 1 });
      await list(ours.token).expect(200);
      await list(theirs.token).expect(200);
      await guess(0).expect(401);
    });
  });
});
