import {
  type ChangedMemberPage,
  type HistoryPage,
  type MemberPage,
  type RunDifference,
  type RunResource,
  USERS_PER_SHARD,
} from '@muster/contracts';
import { dataTablesForTest, describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { ResultsForTest } from '../testing-only/results.fixture';

/** The first uid of the second shard of users. */
const SECOND_SHARD = USERS_PER_SHARD;

const rule = { kind: 'tag', tag: 'vip', match: { op: 'has' } };
const rome = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Rome' };

describeWith(['postgres', 'clickhouse'], 'history', () => {
  let postgres: TestResource;
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  let api: ApiForTest;
  let others: OtherServices;
  let audience: TestAudience;
  /** Of monday, tuesday and wednesday, and one that failed. */
  let runs: RunResource[];
  let failed: RunResource;

  beforeAll(async () => {
    [postgres, tables] = await Promise.all([postgresForTest(), dataTablesForTest()]);
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!, tables.clickhouse);
    others = new OtherServices(api);
    const results = new ResultsForTest(tables.clickhouse, others);
    audience = await others.createAudience(await api.organisation(), rule);
    await others.hearPlan(others.compiled(audience));
    await results.landUsers(audience.organisationId, [1, 2, 3, 4, SECOND_SHARD]);
    await others.complete(audience, (await others.runs(audience))[0]!, 0);
    runs = [];
    for (const [day, uids] of [
      ['2026-11-16', [1, 2]],
      ['2026-11-17', [2, 3, SECOND_SHARD]],
      ['2026-11-18', [2, 4, SECOND_SHARD]],
    ] as const) {
      const run = await requestRun(`${day}T12:00:00Z`);
      await results.calculate(audience, run, uids);
      runs.push(run);
    }
    failed = await requestRun('2026-11-19T12:00:00Z');
    await others.hearRequested(audience, failed);
    await get(`/v1/runs/${failed.id}`);
    await api.http('post', `/v1/runs/${failed.id}/cancel`, audience.token).expect(200);
  });
  afterAll(async () => {
    await api.stop();
    await Promise.all([postgres.dispose(), tables.dispose()]);
  });

  async function requestRun(asOf: string): Promise<RunResource> {
    const path = `/v1/audiences/${audience.id}/runs`;
    return (await api.http('post', path, audience.token).send({ asOf }).expect(202)).body as RunResource;
  }

  async function get<Body>(path: string, status = 200): Promise<Body> {
    return (await api.http('get', path, audience.token).expect(status)).body as Body;
  }

  async function refusal(path: string): Promise<{ status: number; code: string }> {
    const { status, text } = await api.http('get', path, audience.token);
    return { status, code: (JSON.parse(text) as { code: string }).code };
  }

  const entityIds = ({ members }: Pick<MemberPage, 'members'>) => members.map(({ entityId }) => entityId);

  it('shows how the size went, newest first, in pages', async () => {
    const first = await get<HistoryPage>(`/v1/audiences/${audience.id}/history?limit=2`);
    expect(first.results.map(({ businessDate, count }) => [businessDate, count])).toEqual([
      ['2026-11-18', 3],
      ['2026-11-17', 3],
    ]);
    const second = await get<HistoryPage>(
      `/v1/audiences/${audience.id}/history?limit=1&cursor=${first.nextCursor!}`,
    );
    expect(second.results).toMatchObject([{ runId: runs[0]!.id, count: 2, definitionVersion: 1 }]);
  });

  it('shows the members of a past run, in pages that stay with it', async () => {
    const path = `/v1/audiences/${audience.id}/members?run=${runs[1]!.id}&limit=2`;
    const first = await get<MemberPage>(path);
    expect(entityIds(first)).toEqual(['u2', 'u3']);
    expect(entityIds(await get<MemberPage>(`${path}&cursor=${first.nextCursor!}`))).toEqual([
      `u${SECOND_SHARD}`,
    ]);
    expect(
      await refusal(`/v1/audiences/${audience.id}/members?run=${runs[0]!.id}&cursor=${first.nextCursor!}`),
    ).toEqual({ status: 400, code: 'request.invalid-cursor' });
  });

  it.each([
    ['2026-11-16', ['u1', 'u2']],
    ['2026-11-17', ['u2', 'u3', `u${SECOND_SHARD}`]],
  ])('shows who were members on %s', async (date, expected) => {
    expect(entityIds(await get(`/v1/audiences/${audience.id}/members?date=${date}`))).toEqual(expected);
  });

  it('compares two results', async () => {
    const none = { definition: 0, either: 0 };
    expect(await get<RunDifference>(`/v1/runs/${runs[2]!.id}/difference?since=${runs[0]!.id}`)).toEqual({
      audienceId: audience.id,
      from: expect.objectContaining({ runId: runs[0]!.id, count: 2 }) as object,
      to: expect.objectContaining({ runId: runs[2]!.id, count: 3 }) as object,
      entered: { count: 2, data: 2, ...none },
      left: { count: 1, data: 1, ...none },
      stayed: 1,
    });
    expect(await get<RunDifference>(`/v1/runs/${runs[2]!.id}/difference?since=${runs[2]!.id}`)).toMatchObject(
      { entered: { count: 0 }, left: { count: 0 }, stayed: 3 },
    );
  });

  it('tells what a changed rule has done from what data have done meanwhile', async () => {
    const organisation = await api.organisation();
    const before = await others.createAudience(organisation, rule);
    const results = new ResultsForTest(tables.clickhouse, others);
    await results.landUsers(organisation.id, [1, 2, 3, 4]);
    await others.hearPlan(others.compiled(before));
    const [first] = await others.runs(before);
    await results.calculate(before, first!, [1, 2]);

    const changed = await others.changeRule(before, rome);
    await others.hearPlan(others.compiled(changed));
    const [, baseline] = await others.runs(before);
    await results.calculate(before, baseline!, [1, 2, 3]);
    await others.hearTold(baseline!.id, 'audience.run.ended.v1');
    await results.calculate(changed, await others.run(changed, changed.runId), [3, 4]);

    const path = `/v1/runs/${changed.runId}/difference?since=${first!.id}`;
    const { body } = await api.http('get', path, organisation.token).expect(200);
    expect(body).toMatchObject({
      entered: { count: 2, data: 1, definition: 1, either: 0 },
      left: { count: 2, data: 0, definition: 2, either: 0 },
      stayed: 0,
    });
  });

  it('shows who entered and who left, in pages', async () => {
    const path = `/v1/runs/${runs[2]!.id}/difference/members?since=${runs[0]!.id}`;
    const first = await get<ChangedMemberPage>(`${path}&change=entered&limit=1`);
    expect(first).toMatchObject({ count: 2, from: runs[0]!.id, to: runs[2]!.id });
    expect(entityIds(first)).toEqual(['u4']);
    const second = await get<ChangedMemberPage>(`${path}&change=entered&limit=1&cursor=${first.nextCursor!}`);
    expect(entityIds(second)).toEqual([`u${SECOND_SHARD}`]);
    expect(second.nextCursor).toBeNull();
    expect(entityIds(await get<ChangedMemberPage>(`${path}&change=left`))).toEqual(['u1']);
  });

  it('refuses what cannot be shown', async () => {
    const members = `/v1/audiences/${audience.id}/members`;
    const difference = (since: string, to = runs[2]!.id) => `/v1/runs/${to}/difference?since=${since}`;
    const answers = await Promise.all(
      [
        `${members}?run=${failed.id}`,
        `${members}?date=2026-11-31`,
        `${members}?date=1999-01-01`,
        `${members}?date=2026-11-17&run=${runs[0]!.id}`,
        `${members}?run=${audience.id}`,
        difference(failed.id),
        difference(audience.id),
        difference(runs[2]!.id, runs[0]!.id),
        `/v1/runs/${runs[2]!.id}/difference`,
        `/v1/runs/${runs[2]!.id}/difference/members?since=${runs[0]!.id}&change=moved`,
        `/v1/runs/${runs[2]!.id}/difference/members?since=${runs[0]!.id}&change=left&cursor=x!`,
      ].map(refusal),
    );
    expect(answers.map(({ status, code }) => `${String(status)} ${code}`)).toEqual([
      '409 run.no-result',
      '400 request.invalid-parameter',
      '409 audience.no-result',
      '400 request.invalid-parameter',
      '404 run.not-found',
      '409 run.no-result',
      '404 run.not-found',
      '400 run.not-comparable',
      '400 request.missing-parameter',
      '400 request.invalid-parameter',
      '400 request.invalid-cursor',
    ]);
  });

  it('is nobody else’s', async () => {
    const stranger = await api.organisation();
    for (const path of [
      `/v1/audiences/${audience.id}/history`,
      `/v1/runs/${runs[2]!.id}/difference?since=${runs[0]!.id}`,
      `/v1/runs/${runs[2]!.id}/difference/members?since=${runs[0]!.id}&change=left`,
    ]) {
      await api.http('get', path, stranger.token).expect(404);
    }
  });
});
