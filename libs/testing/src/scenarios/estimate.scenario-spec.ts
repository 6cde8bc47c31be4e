import { createClient } from '@clickhouse/client';
import { ProblemResponse, type Rule } from '@muster/contracts';
import { cdnowAudiences, CDNOW_AS_OF } from '../cdnow/audiences';
import { describeWith } from '../describe-with';
import { TcpGate } from '../faults/tcp-gate';
import type { TestResource } from '../resources/test-resource';
import { waitFor } from '../wait-for';
import {
  ADMIN_TOKEN,
  deployInOneProcess,
  postgresTransport,
  surroundings,
  type Deployment,
} from './deployment';
import { MainJob } from './main-job';

const MINUTES = 60_000;

const bulk: Rule = { kind: 'tag', tag: 'bulk_buyer', match: { op: 'has' } };
const cohort: Rule = { kind: 'attribute', attribute: 'cohort', op: 'isSet' };

describeWith(['postgres', 'clickhouse', 'object-store'], 'estimates, cancellation and budgets', () => {
  let resources: TestResource;
  let gate: TcpGate;
  let deployment: Deployment;
  let job: MainJob;

  beforeAll(async () => {
    resources = await surroundings(postgresTransport);
    const clickhouse = resources.env['CLICKHOUSE_URL']!;
    gate = await TcpGate.before(clickhouse);
    deployment = await deployInOneProcess({ ...resources.env, CLICKHOUSE_URL: gate.url(clickhouse) });
    job = await MainJob.begin(deployment.url, ADMIN_TOKEN);
    await job.importEverything();
  }, 3 * MINUTES);

  afterAll(async () => {
    gate.open();
    await deployment.stop();
    await gate.dispose();
    await resources.dispose();
  }, MINUTES);

  const [loyal, lapsed] = cdnowAudiences;
  const loyalRule = (): Rule =>
    loyal!.rule(() => {
      throw new Error('this audience refers to no other');
    });

  it('counts exactly what the audience then holds, and each condition alone', async () => {
    const expected = loyal!.members(job.purchases).size;
    const estimate = await job.client.estimate({ rule: loyalRule(), asOf: CDNOW_AS_OF });
    expect(estimate).toMatchObject({ count: expected, businessDate: '2022-07-01' });
    expect(estimate.rowsToRead).toBeGreaterThan(0);
    const pointers = estimate.conditions.map(({ pointer }) => pointer);
    expect(pointers).toContain('/keep/of/0');
    expect(pointers.at(-1)).toMatch(/^\/remove\//);
    for (const { count } of estimate.conditions.filter(({ pointer }) => pointer.startsWith('/keep/of/'))) {
      expect(count).toBeGreaterThanOrEqual(expected);
    }
  });

  it('counts the same however often it is asked, from tables or from what is kept of them', async () => {
    const asked = { rule: loyalRule(), asOf: CDNOW_AS_OF };
    const { count, conditions } = await job.client.estimate(asked);
    for (let time = 0; time < 3; time += 1) {
      expect(await job.client.estimate(asked)).toMatchObject({ count, conditions });
    }
    expect(await rowsOf('leaf_cache')).toBeGreaterThan(0);
  });

  it('points into the rule as it was sent, not as it is stored', async () => {
    const { count, conditions } = await job.client.estimate({
      rule: { op: 'union', of: [cohort, bulk, cohort] },
    });
    expect(conditions.map(({ pointer }) => pointer)).toEqual(['/of/0', '/of/1', '/of/2']);
    expect(conditions[0]!.count).toBe(conditions[2]!.count);
    expect(conditions[1]!.count).toBeLessThan(count);
  });

  it('refuses what is wrong at its place', async () => {
    const asked = (rule: unknown, more: object = {}) =>
      job.client.estimate({ rule: rule as Rule, ...more }).catch((error: unknown) => error);
    expect(await asked({ op: 'not', of: { kind: 'tag', tag: 'nope', match: { op: 'has' } } })).toMatchObject({
      problem: { status: 400, errors: [{ code: 'rule.unknown-tag', pointer: '/rule/of/tag' }] },
    });
    expect(await asked(bulk, { session: 'a\0b' })).toMatchObject({
      problem: { status: 400, errors: [{ code: 'request.invalid-field', pointer: '/session' }] },
    });
    expect(await asked(bulk, { sesion: 'x' })).toMatchObject({
      problem: { status: 400, code: 'request.unknown-field' },
    });
  });

  it('ends an estimate when a newer one of the same session comes, in the middle of its queries', async () => {
    const caught = gate.closeAt('EXPLAIN ESTIMATE');
    const older = job.client
      .estimate({ rule: loyalRule(), session: 'editor' })
      .catch((error: unknown) => error);
    await caught;
    const other = job.client
      .estimate({ rule: bulk, session: 'another editor' })
      .catch((error: unknown) => error);
    const newer = job.client.estimate({ rule: cohort, session: 'editor' });

    const superseded = await older;
    expect(superseded).toBeInstanceOf(ProblemResponse);
    expect(superseded).toMatchObject({ problem: { status: 409, code: 'estimate.superseded' } });
    gate.open();
    expect((await newer).conditions).toHaveLength(1);
    expect(await other).toMatchObject({ conditions: [{ pointer: '' }] });
    await waitFor(async () => (await running('estimate/')) === 0, { what: 'the queries to end' });
  });

  it('cancels a run in the middle of its calculation, and its query in the engine', async () => {
    const caught = gate.closeAt('INSERT INTO snapshots');
    // Nobody has asked for it before: the engine executes it, whole.
    const runId = await job.createAudience(lapsed!);
    await caught;
    expect(await job.client.cancelRun(runId)).toMatchObject({ state: 'cancelled', failure: null });
    gate.open();
    await waitFor(async () => (await running(`run/${runId}/`)) === 0, { what: 'the query to end' });
    // Cancelled for good: a late piece changes nothing, and cancelling again is no mistake.
    expect(await job.client.cancelRun(runId)).toMatchObject({ state: 'cancelled', count: null });
    const { audienceId } = await job.client.run(runId);
    expect((await job.client.audience(audienceId)).result).toBeNull();
    const reference: Rule = { op: 'not', of: { kind: 'audience', audienceId } };
    expect(await job.client.estimate({ rule: reference }).catch((error: unknown) => error)).toMatchObject({
      problem: { status: 409, errors: [{ code: 'estimate.input-missing', pointer: '/rule/of/audienceId' }] },
    });

    const again = await job.client.finishedRun((await job.client.requestRun(audienceId)).id);
    expect(again.state).toBe('completed');
    const others = await job.client.estimate({ rule: reference, asOf: CDNOW_AS_OF });
    expect(others.conditions).toEqual([{ pointer: '/of', count: again.count }]);
    expect(await job.client.cancelRun(again.id).catch((error: unknown) => error)).toMatchObject({
      problem: { status: 409, code: 'run.finished' },
    });
  });

  async function rowsOf(table: string): Promise<number> {
    const { CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: database } = resources.env;
    const client = createClient({ url: url!, database: database! });
    const result = await client.query({
      query: `SELECT toUInt32(count()) AS n FROM ${table}`,
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ n: number }>();
    await client.close();
    return row!.n;
  }

  async function running(prefix: string): Promise<number> {
    const client = createClient({ url: resources.env['CLICKHOUSE_URL']! });
    const result = await client.query({
      query: `SELECT toUInt32(count()) AS n FROM system.processes
        WHERE (startsWith(query_id, {prefix:String}) OR startsWith(Settings['log_comment'], {prefix:String}))`,
      query_params: { prefix },
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ n: number }>();
    await client.close();
    return row!.n;
  }
});

describeWith(['postgres', 'clickhouse', 'object-store'], 'a budget that is too small', () => {
  let resources: TestResource;
  let deployment: Deployment;
  let job: MainJob;

  beforeAll(async () => {
    resources = await surroundings(postgresTransport);
    deployment = await deployInOneProcess({ ...resources.env, READ_BUDGET_ROWS: '10' });
    job = await MainJob.begin(deployment.url, ADMIN_TOKEN);
    await job.importEverything();
  }, 3 * MINUTES);

  afterAll(async () => {
    await deployment.stop();
    await resources.dispose();
  }, MINUTES);

  it('refuses estimates and runs with the numbers', async () => {
    const refused = await job.client.estimate({ rule: bulk }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      problem: {
        status: 422,
        code: 'calculation.over-budget',
        detail: expect.stringMatching(/would read about \d{2,} rows.*budget is 10;/),
      },
    });
    const { runId } = await job.client.createAudience({ name: 'Too much', rule: bulk });
    expect(await job.client.finishedRun(runId)).toMatchObject({
      state: 'failed',
      failure: { code: 'calculation.over-budget', message: expect.stringContaining('budget is 10') },
    });
  });
});
