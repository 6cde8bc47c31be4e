import { type MemberPage, type RunResource, USERS_PER_SHARD } from '@muster/contracts';
import { dataTablesForTest, describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { ResultsForTest } from '../testing-only/results.fixture';

type Tables = Awaited<ReturnType<typeof dataTablesForTest>>;

/** The first uid of the second shard of users. */
const SECOND_SHARD = USERS_PER_SHARD;

describeWith(['postgres', 'clickhouse'], 'members', () => {
  let postgres: TestResource;
  let tables: Tables;
  let api: ApiForTest;
  let others: OtherServices;
  let results: ResultsForTest;
  let audience: TestAudience;

  beforeAll(async () => {
    [postgres, tables] = await Promise.all([postgresForTest(), dataTablesForTest()]);
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!, tables.clickhouse);
    others = new OtherServices(api);
    audience = await others.createAudience(await api.organisation(), {
      kind: 'tag',
      tag: 'vip',
      match: { op: 'has' },
    });
    await others.hearPlan(others.compiled(audience));
    results = new ResultsForTest(tables.clickhouse, others);
    await results.landUsers(audience.organisationId, [1, 2, 3, 4, SECOND_SHARD, SECOND_SHARD + 5]);
  });
  afterAll(async () => {
    await api.stop();
    await Promise.all([postgres.dispose(), tables.dispose()]);
  });

  const calculate = async (run: RunResource, uids: number[]) => results.calculate(audience, run, uids);

  async function page(query = '', as = audience): Promise<MemberPage> {
    const path = `/v1/audiences/${as.id}/members${query}`;
    return (await api.http('get', path, as.token).expect(200)).body as MemberPage;
  }
  const entityIds = ({ members }: MemberPage) => members.map(({ entityId }) => entityId);

  it('come in pages of one run, whatever is published meanwhile', async () => {
    await calculate((await others.runs(audience))[0]!, [1, 2, 4, SECOND_SHARD, SECOND_SHARD + 5]);
    const first = await page('?limit=2');
    expect(first).toMatchObject({ runSeq: 1, count: 5 });
    expect(entityIds(first)).toEqual(['u1', 'u2']);

    await calculate(await others.requestRun(audience), [3]);
    const second = await page(`?limit=2&cursor=${first.nextCursor!}`);
    expect(second).toMatchObject({ runSeq: 1, count: 5 });
    expect(entityIds(second)).toEqual(['u4', `u${SECOND_SHARD}`]);
    const third = await page(`?limit=2&cursor=${second.nextCursor!}`);
    expect(entityIds(third)).toEqual([`u${SECOND_SHARD + 5}`]);
    expect(third.nextCursor).toBeNull();

    expect(await page()).toMatchObject({ runSeq: 2, count: 1, nextCursor: null });
    expect(entityIds(await page())).toEqual(['u3']);
  });

  it('come with their identities and attributes, as they are now', async () => {
    const row = { organisation: audience.organisationId, version: 1, deleted: 0 };
    await tables.clickhouse.insert('identities', [
      { ...row, id_type: 'entity', id: 'u3', uid: 3 },
      { ...row, id_type: 'account', id: 'b', uid: 3 },
      { ...row, id_type: 'account', id: 'a', uid: 3 },
      { ...row, id_type: 'device', id: 'd', uid: 3 },
      { ...row, id_type: 'device', id: 'moved to 3', uid: 1 },
      { ...row, id_type: 'device', id: 'moved to 3', uid: 3, version: 2 },
      { ...row, id_type: 'device', id: 'moved to 1', uid: 3 },
      { ...row, id_type: 'device', id: 'moved to 1', uid: 1, version: 2 },
      { ...row, id_type: 'device', id: 'gone', uid: 3 },
      { ...row, id_type: 'device', id: 'gone', uid: 3, version: 2, deleted: 1 },
    ]);
    await tables.clickhouse.insert('user_attributes', [
      { ...row, attribute: 'city', uid: 3, text: 'Bergen' },
      { ...row, attribute: 'city', uid: 3, text: 'Oslo', version: 2 },
      { ...row, attribute: 'age', uid: 3, text: 'old' },
      { ...row, attribute: 'balance', uid: 3, number: '12345678901234.5' },
      { ...row, attribute: 'likes', uid: 3, list: ['books', 'music'], is_list: true },
      { ...row, attribute: 'left', uid: 3, text: 'x' },
      { ...row, attribute: 'left', uid: 3, version: 2, deleted: 1 },
    ]);
    const [member] = (await page()).members;
    expect(member).toEqual({
      entityId: 'u3',
      accountIds: ['a', 'b'],
      deviceIds: ['d', 'moved to 3'],
      // `age` is declared as a number, and a text is none.
      attributes: { balance: '12345678901234.5', city: 'Oslo', likes: ['books', 'music'] },
    });
  });

  it('are nobody else’s: neither by a cursor nor by equal numbers of users', async () => {
    const stranger = await others.createAudience(await api.organisation(), {
      kind: 'tag',
      tag: 'vip',
      match: { op: 'has' },
    });
    const ours = (await page('?limit=1')).runId;
    const cursor = Buffer.from(JSON.stringify({ run: ours, after: 0 })).toString('base64url');
    const answer = await api
      .http('get', `/v1/audiences/${stranger.id}/members?cursor=${cursor}`, stranger.token)
      .expect(400);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'request.invalid-cursor' });
  });

  it('can be none', async () => {
    await calculate(await others.requestRun(audience), []);
    expect(await page()).toMatchObject({ count: 0, members: [], nextCursor: null });
  });

  it.each(['0000-01-01', '0001-01-01', '1899-12-31', '2300-01-01', '2026-02-30', '9999-12-31', 'today', ''])(
    'of the date "%s" are refused',
    async (date) => {
      const path = `/v1/audiences/${audience.id}/members?date=${date}`;
      const answer = await api.http('get', path, audience.token);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'request.invalid-parameter' });
    },
  );
});
