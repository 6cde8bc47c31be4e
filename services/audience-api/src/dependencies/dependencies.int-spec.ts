import { randomUUID } from 'node:crypto';
import type { Rule } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';

const oslo: Rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };
const using = (...ids: string[]): Rule => ({
  op: 'union',
  of: [oslo, ...ids.map((audienceId) => ({ kind: 'audience' as const, audienceId }))],
});

describeWith(['postgres'], 'dependencies of audiences', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let organisation: { id: string; token: string };
  let stranger: { id: string; token: string };

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    organisation = await api.organisation();
    stranger = await api.organisation();
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });

  async function create(name: string, rule: Rule = oslo): Promise<string> {
    const answer = await api
      .http('post', '/v1/audiences', organisation.token)
      .send({ name, rule })
      .expect(201);
    return answer.body.id;
  }

  const change = (audienceId: string, rule: Rule) =>
    api.http('patch', `/v1/audiences/${audienceId}`, organisation.token).send({ rule });

  const dependencies = (id: string, as = organisation) =>
    api.http('get', `/v1/audiences/${id}/dependencies`, as.token);

  it('are shown in both directions, direct ones and others, with names and states', async () => {
    const base = await create('base');
    const middle = await create('middle', using(base, base));
    const top = await create('top', using(middle));
    const about = { calculation: 'once', lastRunState: 'requested' };
    expect((await dependencies(middle).expect(200)).body).toEqual({
      audienceId: middle,
      uses: [{ id: base, name: 'base', distance: 1, ...about }],
      usedBy: [{ id: top, name: 'top', distance: 1, ...about }],
    });
    expect((await dependencies(top)).body.uses).toMatchObject([
      { id: middle, distance: 1 },
      { id: base, distance: 2 },
    ]);
    expect((await dependencies(base)).body.usedBy).toMatchObject([
      { id: middle, distance: 1 },
      { id: top, distance: 2 },
    ]);
  });

  it('are those of the rule of now, and not of earlier ones', async () => {
    const old = await create('old');
    const user = await create('user', using(old));
    await change(user, oslo).expect(200);
    expect((await dependencies(old)).body.usedBy).toEqual([]);
  });

  it('are nobody else’s to see', async () => {
    const id = await create('base');
    for (const unseen of [dependencies(id, stranger), dependencies(randomUUID()), dependencies('nothing')]) {
      expect((await unseen.expect(404)).body.code).toBe('audience.not-found');
    }
  });

  it('are no cycles: the change is refused and the way named', async () => {
    const base = await create('base');
    const middle = await create('middle', using(base));
    const top = await create('top', using(middle));
    const before = await api.rowCounts();
    expect((await change(base, using(top)).expect(400)).body).toMatchObject({
      code: 'rule.audience-cycle',
      errors: [
        {
          code: 'rule.audience-cycle',
          pointer: '/rule/of/1/audienceId',
          message: `The audience would depend on itself: "base" (${base}) uses "top" (${top}) uses "middle" (${middle}) uses "base" (${base}).`,
        },
      ],
    });
    expect((await change(base, using(base)).expect(400)).body).toMatchObject({
      errors: [{ code: 'rule.audience-cycle' }],
    });
    expect(await api.rowCounts()).toEqual(before);
    expect((await dependencies(base)).body).toMatchObject({ uses: [] });
  });

  it('are no cycles even when two changes at once would make one together', async () => {
    const [one, two] = [await create('one'), await create('two')];
    const answers = await Promise.all([change(one, using(two)), change(two, using(one))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});
