import type { AudiencePage } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import type { Response } from 'supertest';
import { ADMIN_TOKEN, ApiForTest } from '../testing-only/api.fixture';

const UNKNOWN_ID = '6f1d9c0e-6c2b-4f0c-9a7e-3d4b8a215c90';

describeWith(['postgres'], 'callers', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let token: string;
  let stranger: string;
  let audienceId: string;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    ({ token } = await api.organisation());
    ({ token: stranger } = await api.organisation());
    const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };
    const answer = await api.http('post', '/v1/audiences', token).send({ name: 'Oslo', rule }).expect(201);
    audienceId = answer.body.id;
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });

  it('see their own audiences only, newest first and page by page', async () => {
    const rule = { kind: 'tag', tag: 'vip', match: { op: 'has' } };
    for (const name of ['second', 'third']) {
      await api.http('post', '/v1/audiences', token).send({ name, rule }).expect(201);
    }
    const names = ({ body }: Response) => (body as AudiencePage).audiences.map(({ name }) => name);
    const first = await api.http('get', '/v1/audiences?limit=2', token).expect(200);
    expect(names(first)).toEqual(['third', 'second']);
    const next = `/v1/audiences?limit=2&cursor=${first.body.nextCursor}`;
    const second = await api.http('get', next, token).expect(200);
    expect(names(second)).toEqual(['Oslo']);
    expect(second.body.nextCursor).toBeNull();
    expect(names(await api.http('get', '/v1/audiences', stranger).expect(200))).toEqual([]);
    expect(names(await api.http('get', next, stranger).expect(200))).toEqual([]);
  });

  it.each([
    ['get', '/v1/audiences/:id', 'audience.not-found'],
    ['patch', '/v1/audiences/:id', 'audience.not-found'],
    ['get', '/v1/audiences/:id/runs', 'audience.not-found'],
    ['get', '/v1/audiences/:id/members', 'audience.not-found'],
    ['post', '/v1/audiences/:id/runs', 'audience.not-found'],
    ['post', '/v1/audiences/:id/exports', 'audience.not-found'],
    ['get', '/v1/runs/:id', 'run.not-found'],
    ['post', '/v1/runs/:id/approve', 'run.not-found'],
    ['post', '/v1/runs/:id/reject', 'run.not-found'],
    ['get', '/v1/runs/:id/events', 'run.not-found'],
    ['get', '/v1/exports/:id', 'export.not-found'],
    ['get', '/v1/exports/:id/content', 'export.not-found'],
    ['get', '/v1/imports/:id', 'import.not-found'],
    ['get', '/v1/imports/:id/report', 'import.not-found'],
    ['post', '/v1/imports/:id/start', 'import.not-found'],
    ['post', '/v1/imports/:id/cancel', 'import.not-found'],
  ] as const)(
    'find nothing by %s %s with an unknown id, or one of another organisation',
    async (method, path, code) => {
      const body = path.endsWith('exports') ? { format: 'csv' } : undefined;
      const runs = await api.http('get', `/v1/audiences/${audienceId}/runs`, token);
      const theirs = path.startsWith('/v1/runs') ? runs.body.runs[0].id : audienceId;
      for (const id of [UNKNOWN_ID, theirs, 'no-uuid', "'%20OR%201=1", `${UNKNOWN_ID}0`]) {
        const answer = await api.http(method, path.replace(':id', id), stranger).send(body);
        expect(JSON.parse(answer.text)).toMatchObject({ status: 404, code });
      }
    },
  );

  it('get nothing without a valid token', async () => {
    const attempts = [undefined, 'muster_wrong', ADMIN_TOKEN, `${token}x`, ''];
    for (const attempt of attempts) {
      const answer = await api.http('get', '/v1/audiences', attempt).expect(401);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'authentication.required' });
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
    await api.http('post', '/v1/organisations', token).send({ name: 'a', timeZone: 'UTC' }).expect(401);
  });
});
