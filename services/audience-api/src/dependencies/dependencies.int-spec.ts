import { randomUUID } from 'node:crypto';
import type { Rule } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { DataSource } from 'typeorm';
import { ApiForTest } from '../testing-only/api.fixture';
import { KeepReferences } from './keep-references';

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

  /** Writes a further version of an audience and makes it the current one, unless its references are refused. */
  async function change(audienceId: string, rule: Rule) {
    return api.get(DataSource).transaction(async (manager) => {
      const [row] = await manager.query(
        `UPDATE audiences SET definition_version = definition_version + 1 WHERE id = $1 RETURNING definition_version`,
        [audienceId],
      );
      const version: number = row[0].definition_version;
      await manager.query(
        `INSERT INTO definition_versions (audience_id, version, organisation_id, rule, rule_hash, created_at)
         VALUES ($1, $2, $3, $4, 'hash', now())`,
        [audienceId, version, organisation.id, JSON.stringify(rule)],
      );
      const kept = { organisationId: organisation.id, audienceId, version };
      const problems = await api.get(KeepReferences).keep(manager, kept, rule);
      if (problems.length > 0) throw Object.assign(new Error('refused'), { problems });
    });
  }

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
    await change(user, oslo);
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
    await expect(change(base, using(top))).rejects.toMatchObject({
      problems: [
        {
          code: 'rule.audience-cycle',
          pointer: '/of/1/audienceId',
          message: `The audience would depend on itself: "base" (${base}) uses "top" (${top}) uses "middle" (${middle}) uses "base" (${base}).`,
        },
      ],
    });
    await expect(change(base, using(base))).rejects.toMatchObject({
      problems: [{ code: 'rule.audience-cycle' }],
    });
    expect((await dependencies(base)).body).toMatchObject({ uses: [] });
  });

  it('are no cycles even when two changes at once would make one together', async () => {
    const [one, two] = [await create('one'), await create('two')];
    const outcomes = await Promise.allSettled([change(one, using(two)), change(two, using(one))]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
