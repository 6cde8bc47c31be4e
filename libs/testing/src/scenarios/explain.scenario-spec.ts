import { MusterClient, type AudienceResource, type Explanation } from '@muster/contracts';
import { cdnowAudiences } from '../cdnow/audiences';
import { CDNOW_TIME_ZONE } from '../cdnow/purchases';
import { describeWith } from '../describe-with';
import type { TestResource } from '../resources/test-resource';
import {
  ADMIN_TOKEN,
  deployInOneProcess,
  postgresTransport,
  surroundings,
  type Deployment,
} from './deployment';
import { MainJob } from './main-job';

const MINUTES = 60_000;

/** Users of each sort, members and not, that are explained for each audience. */
const SAMPLE = 8;

describeWith(['postgres', 'clickhouse', 'object-store'], 'why a user is in an audience or not', () => {
  let resources: TestResource;
  let deployment: Deployment;
  let job: MainJob;
  let audiences: AudienceResource[];

  beforeAll(async () => {
    resources = await surroundings(postgresTransport);
    deployment = await deployInOneProcess(resources.env);
    job = await MainJob.begin(deployment.url, ADMIN_TOKEN);
    await job.importEverything();
    for (const audience of cdnowAudiences) {
      await job.expectPublished(audience, await job.createAudience(audience));
    }
    ({ audiences } = await job.client.audiences());
  }, 4 * MINUTES);

  afterAll(async () => {
    await deployment.stop();
    await resources.dispose();
  }, MINUTES);

  const named = (name: string): AudienceResource => audiences.find((audience) => audience.name === name)!;
  const nodeAt = ({ nodes }: Explanation, pointer: string) => nodes.find((node) => node.pointer === pointer);

  /** A user of the data who is in an audience, and one who is not. */
  function oneOfEach(name: string): { readonly member: string; readonly other: string } {
    const members = cdnowAudiences.find((audience) => audience.name === name)!.members(job.purchases);
    const other = job.purchases.find(({ customer }) => !members.has(customer))!.customer;
    return { member: [...members][0]!, other };
  }

  it.each(cdnowAudiences.map((audience) => [audience.name, audience] as const))(
    'agrees with the members of "%s"',
    async (name, { members }) => {
      const { id, result } = named(name);
      const expected = members(job.purchases);
      const others = [...new Set(job.purchases.map(({ customer }) => customer))].filter(
        (customer) => !expected.has(customer),
      );
      for (const user of [...[...expected].slice(0, SAMPLE), ...others.slice(0, SAMPLE)]) {
        const explained = await job.client.explain(id, { user });
        const member = expected.has(user);
        expect({ user, member: explained.member, published: explained.published }).toEqual({
          user,
          member,
          published: { runId: result!.runId, runSeq: result!.runSeq, member, agrees: true },
        });
      }
    },
    2 * MINUTES,
  );

  it('tells what the answer rests on, with the numbers of the plain data', async () => {
    const { id, result } = named('Loyal spenders');
    const { member: user } = oneOfEach('Loyal spenders');
    const explained = await job.client.explain(id, { user });
    const orders = job.purchases.filter(
      ({ customer, date }) => customer === user && date >= '2022-04-02' && date <= '2022-06-30',
    );
    const cents = orders.reduce((sum, order) => sum + order.cents, 0);
    const [first] = orders.map(({ date }) => date).sort();

    expect(explained).toMatchObject({
      businessDate: result!.businessDate,
      user: { idType: 'entity', entityId: user },
    });
    expect(explained.nodes.map(({ pointer, node }) => `${pointer} ${node}`)).toEqual([
      ' difference',
      '/keep intersect',
      '/keep/of/0 behavior',
      '/keep/of/1 behavior',
      '/remove/0 behavior',
    ]);
    expect(nodeAt(explained, '/keep/of/0')).toMatchObject({
      holds: true,
      evidence: {
        value: String(orders.length),
        events: orders.length,
        // Noon in London, in summer time.
        firstEvent: `${first!}T11:00:00.000000Z`,
        window: { from: '2022-04-02', to: '2022-06-30', since: null },
      },
      change: { need: 'number', direction: 'less', by: String(orders.length - 2) },
    });
    const sum = (nodeAt(explained, '/keep/of/1')!.evidence as { value: string }).value;
    expect(Math.round(Number(sum) * 100)).toBe(cents);
    expect(nodeAt(explained, '/keep')!.change).toMatchObject({ need: 'nodes', which: 'any' });
  });

  it('names the published result that decides', async () => {
    const { id } = named('Big baskets beside the loyal');
    const { member: user } = oneOfEach('Big baskets beside the loyal');
    const { runId, businessDate } = named('Loyal spenders').result!;
    expect(nodeAt(await job.client.explain(id, { user }), '/remove/0')).toMatchObject({
      holds: false,
      evidence: { kind: 'audience', runId, businessDate },
      change: { need: 'membership', audienceId: named('Loyal spenders').id, member: true },
    });
  });

  it('explains a run by name, and says when data has changed since', async () => {
    const { id, result } = named('Lapsed bulk buyers of the first month');
    const { member: user } = oneOfEach('Lapsed bulk buyers of the first month');
    const record = {
      user: { idType: 'entity', id: user },
      tag: 'bulk_buyer',
      value: null,
      date: '2022-06-30',
    };
    const { id: importId } = await job.client.importFile(
      { kind: 'tags', format: 'ndjson' },
      `${JSON.stringify(record)}\n`,
    );
    expect(await job.client.finishedImport(importId)).toMatchObject({ state: 'completed', rejected: 0 });

    const explained = await job.client.explain(id, { user, run: result!.runId });
    expect(explained).toMatchObject({ member: false, published: { member: true, agrees: false } });
    expect(nodeAt(explained, '/of/0')).toMatchObject({
      holds: false,
      evidence: { kind: 'tag', value: null, date: '2022-06-30' },
      change: { need: 'value', text: 'needs the tag "bulk_buyer"' },
    });
  });

  it('does not find users, runs and audiences that are unknown or of others', async () => {
    const { id, result } = named('Loyal spenders');
    const { member: user } = oneOfEach('Loyal spenders');
    const administrator = new MusterClient(deployment.url, ADMIN_TOKEN);
    const { token } = await administrator.registerOrganisation({ name: 'Other', timeZone: CDNOW_TIME_ZONE });
    const stranger = new MusterClient(deployment.url, token);
    await stranger.declare({ applications: {}, attributes: { city: 'string' }, tags: {} });
    const rule = { kind: 'attribute', attribute: 'city', op: 'isNotSet' } as const;
    const own = await stranger.createAudience({ name: 'Own', rule });

    const refused = (call: Promise<unknown>, code: string, status = 404) =>
      expect(call).rejects.toMatchObject({ problem: { code, status } });
    await refused(job.client.explain(id, { user: 'nobody' }), 'user.not-found');
    await refused(job.client.explain(id, { user: "'; DROP TABLE users --\\\0" }), 'user.not-found');
    await refused(job.client.explain(id, { user, idType: 'account' }), 'user.not-found');
    await refused(stranger.explain(own.id, { user }), 'user.not-found');
    await refused(stranger.explain(id, { user }), 'audience.not-found');
    await refused(stranger.explain(own.id, { user, run: result!.runId }), 'run.not-found');
    await refused(job.client.explain(id, { user, run: own.runId }), 'run.not-found');
    await refused(job.client.explain(id, { user: '' }), 'request.invalid-parameter', 400);
    await refused(job.client.explain(id, { user, run: 'latest' }), 'request.invalid-parameter', 400);
  });
});
