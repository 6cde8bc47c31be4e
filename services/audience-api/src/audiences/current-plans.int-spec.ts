import type { RunResource } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest, type StoredEvent } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';

const oslo = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };

describeWith(['postgres'], 'a plan from before an upgrade', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let others: OtherServices;
  let audience: TestAudience;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    others = new OtherServices(api);
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });

  /** An audience with such a plan, and a result of it. */
  beforeEach(async () => {
    audience = await others.createAudience(await api.organisation(), oslo);
    await others.hearPlan(others.compiled(audience));
    const [first] = await others.runs(audience);
    await others.complete(audience, first!, 4);
    await change(`json_build_object('version', 1, 'stages', json_build_array())`);
  });

  const change = async (plan: string): Promise<void> => {
    await api.database.query(`UPDATE definition_versions SET plan = ${plan} WHERE audience_id = $1`, [
      audience.id,
    ]);
  };
  async function events(type: string): Promise<StoredEvent[]> {
    return (await api.outbox()).filter(
      (event) => event.data['audienceId'] === audience.id && event.type === type,
    );
  }
  const asked = async (run: RunResource): Promise<unknown[]> =>
    (await events('audience.calculation.requested.v1')).filter(({ data }) => data['runId'] === run.id);

  it('is made again, from the same definition under the same id, and then executed', async () => {
    const run = await others.requestRun(audience);
    await others.hearRequested(audience, run);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'compiling' });
    expect(await asked(run)).toEqual([]);
    const [told, again, ...more] = await events('audience.definition.created.v1');
    expect(more).toEqual([]);
    expect(again).toMatchObject({ id: told!.id, data: told!.data });

    await others.hearPlan(others.compiled(audience));
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'queued' });
    expect(await asked(run)).toHaveLength(1);
    const next = await others.requestRun(audience);
    await others.hearRequested(audience, next);
    expect(await others.run(audience, next.id)).toMatchObject({ state: 'queued' });
    expect(await events('audience.definition.created.v1')).toHaveLength(2);
  });

  it('fails its run when the catalogue has no place for the rule any more', async () => {
    await api.database.query(`UPDATE definition_versions SET rule = $2 WHERE audience_id = $1`, [
      audience.id,
      JSON.stringify({ ...oslo, attribute: 'undeclared' }),
    ]);
    const run = await others.requestRun(audience);
    await others.hearRequested(audience, run);
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'rule.unknown-attribute' },
    });
  });
});
