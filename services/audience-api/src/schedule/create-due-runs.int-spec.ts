import type { RunResource } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ADMIN_TOKEN, ApiForTest, CATALOGUE } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { CreateDueRuns } from './create-due-runs.use-case';

const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };

describeWith(['postgres'], 'runs that are due', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let replica: ApiForTest;
  let others: OtherServices;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    replica = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    others = new OtherServices(api);
  });
  afterAll(async () => {
    await api.stop();
    await replica.stop();
    await postgres.dispose();
  });

  const tick = (now: string, by = api) => by.get(CreateDueRuns).execute(new Date(now));

  async function organisation(fields: object = {}): Promise<{ id: string; token: string }> {
    const answer = await api
      .http('post', '/v1/organisations', ADMIN_TOKEN)
      .send({ name: 'Acme', timeZone: 'Europe/London', ...fields })
      .expect(201);
    await api.http('put', '/v1/catalogue', answer.body.token).send(CATALOGUE).expect(200);
    return answer.body;
  }

  /** An audience of 2026-03-01, whose schedule was done with that day when the system went down. */
  async function daily(owner: { id: string; token: string }): Promise<TestAudience> {
    const audience = await others.createAudience(owner, rule, { asOf: '2026-03-01T02:00:00Z' });
    await api
      .http('put', `/v1/audiences/${audience.id}/calculation`, owner.token)
      .send({ calculation: 'daily' });
    await api.database.query(`UPDATE audiences SET scheduled_date = '2026-03-01' WHERE id = $1`, [
      audience.id,
    ]);
    return audience;
  }

  const scheduled = async (audience: TestAudience): Promise<RunResource[]> =>
    (await others.runs(audience)).filter(({ trigger }) => trigger === 'scheduled');
  const dates = async (audience: TestAudience) =>
    (await scheduled(audience)).map(({ businessDate }) => businessDate);

  it('exist once the local hour has come, for the instant at which it came', async () => {
    const audience = await daily(await organisation({ timeZone: 'America/St_Johns' }));
    await tick('2026-03-02T05:29:59Z');
    expect(await scheduled(audience)).toEqual([]);
    await tick('2026-03-02T09:00:00Z');
    await tick('2026-03-02T09:00:10Z');
    expect(await scheduled(audience)).toMatchObject([
      { runSeq: 2, state: 'requested', businessDate: '2026-03-02', asOf: '2026-03-02T05:30:00.000000Z' },
    ]);
    const told = (await api.outbox()).filter(
      ({ type, data }) =>
        type === 'audience.run.requested.v1' &&
        data['audienceId'] === audience.id &&
        data['trigger'] === 'scheduled',
    );
    expect(told).toHaveLength(1);
  });

  it('exist once, however many replicas look at once', async () => {
    const owner = await organisation();
    const audiences = await Promise.all(Array.from({ length: 12 }, () => daily(owner)));
    const now = '2026-03-02T03:00:00Z';
    await Promise.all([tick(now), tick(now, replica), tick(now), tick(now, replica)]);
    await tick(now);
    for (const audience of audiences) expect(await dates(audience)).toEqual(['2026-03-02']);
  });

  it('cannot be doubled even by a mistake', async () => {
    const audience = await daily(await organisation());
    await tick('2026-03-02T03:00:00Z');
    await api.database.query(`UPDATE audiences SET scheduled_date = '2026-03-01' WHERE id = $1`, [
      audience.id,
    ]);
    await tick('2026-03-02T03:00:00Z');
    expect(await dates(audience)).toEqual(['2026-03-02']);
    await api.database.query(`UPDATE audiences SET scheduled_date = '2026-03-02' WHERE id = $1`, [
      audience.id,
    ]);
  });

  it('are caught up for the newest day that was missed', async () => {
    const audience = await daily(await organisation());
    await tick('2026-03-05T12:00:00Z');
    await tick('2026-03-05T12:00:10Z');
    expect(await dates(audience)).toEqual(['2026-03-05']);
  });

  it('are not caught up for a day before one that has been asked for since', async () => {
    const audience = await daily(await organisation());
    const update = (asOf: string) =>
      api.http('post', `/v1/audiences/${audience.id}/runs`, audience.token).send({ asOf });
    await update('2026-03-05T08:00:00Z').expect(202);
    // The hour of this day has not come yet: what is due is the day before.
    await tick('2026-03-05T01:00:00Z');
    expect(await dates(audience)).toEqual([]);
    await tick('2026-03-05T03:00:00Z');
    expect(await dates(audience)).toEqual(['2026-03-05']);
  });

  it('are caught up for all days where the organisation wants that, one after the other', async () => {
    const audience = await daily(await organisation({ missedDays: 'all' }));
    const now = '2026-03-04T12:00:00Z';
    await others.hearPlan(others.compiled(audience));
    await Promise.all([tick(now), tick(now, replica)]);
    await tick(now);
    expect(await dates(audience)).toEqual(['2026-03-02']);
    for (const count of [1, 2, 3]) {
      await others.complete(audience, (await scheduled(audience)).at(-1)!, count);
      await tick(now);
    }
    expect(await scheduled(audience)).toMatchObject([
      { businessDate: '2026-03-02', state: 'completed', count: 1, asOf: '2026-03-02T02:00:00.000000Z' },
      { businessDate: '2026-03-03', state: 'completed', count: 2 },
      { businessDate: '2026-03-04', state: 'completed', count: 3 },
    ]);
  });

  it('are those of daily audiences, each at the hour of its own organisation', async () => {
    const early = await organisation({ dailyHour: 0 });
    const once = await others.createAudience(early, rule);
    const first = await daily(early);
    const second = await daily(await organisation({ dailyHour: 9 }));
    await tick('2026-03-02T08:59:59Z');
    expect([await dates(once), await dates(first), await dates(second)]).toEqual([[], ['2026-03-02'], []]);
    await tick('2026-03-02T09:00:00Z');
    expect(await dates(second)).toEqual(['2026-03-02']);
  });

  it('begin after an audience became daily, and never come twice for a date', async () => {
    const owner = await organisation();
    const audience = await daily(owner);
    const change = (calculation: string) =>
      api.http('put', `/v1/audiences/${audience.id}/calculation`, owner.token).send({ calculation });
    await change('once').expect(200);
    await tick('2026-03-02T12:00:00Z');
    expect(await dates(audience)).toEqual([]);
    await change('daily').expect(200);
    await tick(new Date().toISOString());
    expect(await dates(audience)).toEqual([]);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    await tick(tomorrow);
    expect(await dates(audience)).toHaveLength(1);
    await change('once').expect(200);
    await change('daily').expect(200);
    await tick(tomorrow);
    expect(await dates(audience)).toHaveLength(1);
  });

  it('are joined by those that somebody asks for, for the current day', async () => {
    const owner = await organisation();
    const audience = await others.createAudience(owner, rule);
    await api
      .http('put', `/v1/audiences/${audience.id}/calculation`, owner.token)
      .send({ calculation: 'daily' });
    const today = (await others.runs(audience))[0]!.businessDate;
    await tick(`${today}T23:30:00Z`);
    const run = await others.requestRun(audience);
    expect(run).toMatchObject({ trigger: 'manual', state: 'requested' });
    expect(run.businessDate >= today).toBe(true);
    expect(Math.abs(Date.parse(run.asOf) - Date.now())).toBeLessThan(60_000);
  });
});
