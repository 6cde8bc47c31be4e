import type { Plan } from '@muster/contracts';
import { DependencyDownError, PermanentError } from '@muster/platform';
import { describeWith, postgresForTest, waitFor, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';

const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };

describeWith(['postgres'], 'runs, from the request to the published result', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let others: OtherServices;
  let organisation: { id: string; token: string };
  let audience: TestAudience;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    others = new OtherServices(api);
    organisation = await api.organisation();
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });
  beforeEach(async () => {
    api.counts.users = 3;
    api.counts.asked = () => Promise.resolve();
    api.counts.failure = undefined;
    audience = await others.createAudience(organisation, rule);
  });

  async function eventsOf(type: string): Promise<Record<string, unknown>[]> {
    const events = await api.outbox();
    return events
      .filter((event) => event.type === type && event.data['audienceId'] === audience.id)
      .map(({ data }) => data);
  }
  const firstRun = async () => (await others.runs(audience))[0]!;
  async function published(): Promise<unknown> {
    const answer = await api.http('get', `/v1/audiences/${audience.id}`, organisation.token).expect(200);
    return answer.body.result;
  }

  it('are told of with the audience, in one transaction', async () => {
    expect(await eventsOf('audience.definition.created.v1')).toMatchObject([
      { ruleHash: audience.ruleHash, catalogue: { attributes: { city: 'string' }, tags: {} } },
    ]);
    expect(await eventsOf('audience.run.requested.v1')).toMatchObject([{ runSeq: 1, trigger: 'created' }]);
  });

  it('are queued once whether the plan or the request is heard first', async () => {
    const first = await firstRun();
    await others.hearRequested(audience, first);
    expect(await firstRun()).toMatchObject({ state: 'compiling' });
    await others.hearPlan(others.compiled(audience));
    expect(await firstRun()).toMatchObject({ state: 'queued' });

    const second = await others.requestRun(audience);
    await others.hearRequested(audience, second);
    expect(await others.run(audience, second.id)).toMatchObject({ state: 'queued', runSeq: 2 });
    await others.hearPlan(others.compiled(audience));
    expect(await eventsOf('audience.calculation.requested.v1')).toMatchObject([{ runSeq: 1 }, { runSeq: 2 }]);
  });

  it('complete, become the result, and are told of', async () => {
    await others.hearPlan(others.compiled(audience));
    const run = await firstRun();
    const event = others.completed(audience, run, 7);
    await others.hearRun(event);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'completed', count: 7, engineMs: 5 });
    expect(await published()).toMatchObject({ runId: run.id, runSeq: 1, count: 7 });
    expect(await eventsOf('audience.snapshot.published.v1')).toMatchObject([
      { runId: run.id, count: 7, snapshotIds: ['snapshotId' in event.data && event.data.snapshotId] },
    ]);
  });

  it('complete once, however often an event or an attempt is repeated', async () => {
    await others.hearPlan(others.compiled(audience));
    const run = await firstRun();
    const event = others.completed(audience, run, 7);
    const anotherAttempt = others.completed(audience, run, 9);
    await Promise.all([others.hearRun(event), others.hearRun(event), others.hearRun(event)]);
    await others.hearRun(anotherAttempt);
    expect(await published()).toMatchObject({ count: 7 });
    expect(await eventsOf('audience.snapshot.published.v1')).toHaveLength(1);
  });

  it('complete when their last piece does', async () => {
    api.counts.users = 24_000_000;
    await others.hearPlan(others.compiled(audience));
    const run = await firstRun();
    expect(await eventsOf('audience.calculation.requested.v1')).toMatchObject([
      { piece: 0, pieces: 3 },
      { piece: 1, pieces: 3 },
      { piece: 2, pieces: 3 },
    ]);
    const pieces = [2, 0, 1].map((piece) => others.completed(audience, run, piece + 1, piece, 3));
    await others.hearRun(pieces[0]!);
    await others.hearRun(pieces[0]!);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'running', count: null });
    await Promise.all([others.hearRun(pieces[1]!), others.hearRun(pieces[2]!)]);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'completed', count: 6, engineMs: 15 });
    const [snapshot] = await eventsOf('audience.snapshot.published.v1');
    expect(snapshot).toMatchObject({
      shards: [
        { shard: 0, count: 1 },
        { shard: 1, count: 2 },
        { shard: 2, count: 3 },
      ],
    });
  });

  it('show their progress, which does not go back', async () => {
    await others.hearPlan(others.compiled(audience));
    const run = await firstRun();
    const progressed = (shardsDone: number) =>
      others.runEvent(audience, run, 'audience.run.progressed.v1', {
        ...others.aboutRun(audience, run),
        piece: 0,
        pieces: 1,
        shardsDone,
        shards: 4,
      });
    await others.hearRun(
      others.runEvent(audience, run, 'audience.run.started.v1', {
        ...others.aboutRun(audience, run),
        piece: 0,
        pieces: 1,
      }),
    );
    await others.hearRun(progressed(3));
    await others.hearRun(progressed(1));
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'running',
      progress: { shardsDone: 3, shards: 4 },
    });
  });

  it('never overwrite the result of a newer one', async () => {
    await others.hearPlan(others.compiled(audience));
    const older = await firstRun();
    const newer = await others.requestRun(audience);
    await others.complete(audience, newer, 2);
    await others.hearRun(others.completed(audience, older, 1));
    expect(await others.run(audience, older.id)).toMatchObject({
      state: 'superseded',
      supersededBy: newer.id,
    });
    expect(await published()).toMatchObject({ runId: newer.id, count: 2 });
    expect(await eventsOf('audience.run.superseded.v1')).toMatchObject([{ byRunId: newer.id }]);
  });

  it('publish the newer of two that complete at once', async () => {
    await others.hearPlan(others.compiled(audience));
    const older = await firstRun();
    const newer = await others.requestRun(audience);
    await others.hearRequested(audience, newer);
    await Promise.all([
      others.hearRun(others.completed(audience, newer, 2)),
      others.hearRun(others.completed(audience, older, 1)),
    ]);
    expect(await published()).toMatchObject({ runId: newer.id, count: 2 });
  });

  it('leave the previous result when they fail, and never revive', async () => {
    await others.hearPlan(others.compiled(audience));
    const good = await firstRun();
    await others.complete(audience, good, 4);
    const bad = await others.requestRun(audience);
    await others.hearRequested(audience, bad);
    const failure = { code: 'calculation.time-limit', message: 'too slow' };
    await others.hearRun(
      others.runEvent(audience, bad, 'audience.run.failed.v1', {
        ...others.aboutRun(audience, bad),
        ...failure,
      }),
    );
    await others.hearRun(others.completed(audience, bad, 1));
    expect(await others.run(audience, bad.id)).toMatchObject({ state: 'failed', failure, count: null });
    expect(await published()).toMatchObject({ runId: good.id, count: 4 });
  });

  it('fail with the diagnostics of a rule that cannot be compiled, later ones too', async () => {
    await others.hearRequested(audience, await firstRun());
    await others.hearPlan(others.rejected(audience));
    const expected = {
      state: 'failed',
      failure: { code: 'compiler.not-yet' },
      diagnostics: [{ pointer: '/kind' }],
    };
    expect(await firstRun()).toMatchObject(expected);
    const second = await others.requestRun(audience);
    await others.hearRequested(audience, second);
    expect(await others.run(audience, second.id)).toMatchObject(expected);
    expect(await eventsOf('audience.run.failed.v1')).toHaveLength(2);
  });

  it('pin the results that they read, or fail when there are none', async () => {
    const dependent = await others.createAudience(organisation, {
      kind: 'audience',
      audienceId: audience.id,
    });
    const inputs: Plan['inputs'] = [{ parameter: 'input0', audienceId: audience.id, at: 'latest' }];
    await api.http('post', `/v1/runs/${(await firstRun()).id}/cancel`, organisation.token).expect(200);
    await others.hearPlan(others.compiled(dependent, inputs));
    const [early] = await others.runs(dependent);
    expect(early).toMatchObject({ state: 'failed', failure: { code: 'run.input-missing' } });

    await others.hearPlan(others.compiled(audience));
    const input = await others.requestRun(audience);
    const event = await others.complete(audience, input, 4);
    const run = await others.requestRun(dependent);
    await others.hearRequested(dependent, run);
    expect(await others.run(dependent, run.id)).toMatchObject({
      state: 'queued',
      inputs: [{ audienceId: audience.id, runId: input.id }],
    });
    const requests = (await api.outbox()).filter(({ data }) => data['runId'] === run.id);
    expect(requests.at(-1)?.data['inputs']).toEqual({
      input0: ['snapshotId' in event.data && event.data.snapshotId],
    });
  });

  it.each(['latest', 'sameDay'])(
    'wait for the run of an input that has no result yet, and read what it brings: %s',
    async (at) => {
      const reader = await others.createAudience(organisation, {
        kind: 'audience',
        audienceId: audience.id,
        at,
      });
      const input = { parameter: 'input0', audienceId: audience.id, at: at as 'latest' };
      await others.hearPlan(others.compiled(reader, [input]));
      const waiting = (await others.runs(reader))[0]!;
      expect(waiting).toMatchObject({ waitsFor: [audience.id], failure: null });

      await others.hearPlan(others.compiled(audience));
      const run = await firstRun();
      await others.complete(audience, run, 4);
      await others.hearTold(run.id, 'audience.run.ended.v1');
      expect(await others.run(reader, waiting.id)).toMatchObject({
        state: 'queued',
        waitsFor: [],
        inputs: [{ audienceId: audience.id, runId: run.id }],
      });
    },
  );

  it('do not wait any longer when that run brings no result', async () => {
    const reader = await others.createAudience(organisation, { kind: 'audience', audienceId: audience.id });
    const inputs: Plan['inputs'] = [{ parameter: 'input0', audienceId: audience.id, at: 'latest' }];
    await others.hearPlan(others.compiled(reader, inputs));
    const run = await firstRun();
    await api.http('post', `/v1/runs/${run.id}/cancel`, organisation.token).expect(200);
    await others.hearTold(run.id, 'audience.run.ended.v1');
    expect((await others.runs(reader))[0]).toMatchObject({
      state: 'failed',
      failure: { code: 'run.input-missing' },
    });
  });

  it('are published although ClickHouse has lost the result before', async () => {
    await others.hearPlan(others.compiled(audience));
    await others.complete(audience, await firstRun(), 5);
    api.counts.snapshots.clear();
    const next = await others.requestRun(audience);
    await others.complete(audience, next, 7);
    expect(await others.run(audience, next.id)).toMatchObject({
      ...{ state: 'completed', count: 7, previousRunId: null, previousCount: null, entered: 7, left: 0 },
    });
    expect(await published()).toMatchObject({ runId: next.id });
  });

  it('fail when ClickHouse has lost what calculators have written, and the result before stays', async () => {
    await others.hearPlan(others.compiled(audience));
    const first = await firstRun();
    await others.complete(audience, first, 5);
    const next = await others.requestRun(audience);
    await others.hearRequested(audience, next);
    const event = others.completed(audience, next, 7);
    if ('snapshotId' in event.data) api.counts.snapshots.delete(event.data.snapshotId);
    await others.hearRun(event);
    expect(await others.run(audience, next.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'run.result-lost' },
    });
    expect(await published()).toMatchObject({ runId: first.id });
  });

  it('ask ClickHouse without a lock in hand, and publish when it answers', async () => {
    await others.hearPlan(others.compiled(audience));
    const run = await firstRun();
    let isFree = false;
    api.counts.asked = async () => {
      const rows: unknown[] = await api.database.query(
        'SELECT FROM audience_api.audiences WHERE id = $1 FOR UPDATE SKIP LOCKED',
        [audience.id],
      );
      isFree = rows.length === 1;
    };
    await others.hearRequested(audience, run);
    expect(isFree).toBe(true);
    isFree = false;
    const event = others.completed(audience, run, 7);
    await others.hearRun(event);
    expect(isFree).toBe(true);
    api.counts.asked = () => Promise.resolve();
    expect(await published()).toMatchObject({ runId: run.id, count: 7 });
  });

  it('are published by a repeated event when ClickHouse was away for the first one', async () => {
    await others.hearPlan(others.compiled(audience));
    const run = await firstRun();
    const event = others.completed(audience, run, 7);
    api.counts.failure = new DependencyDownError('clickhouse', 'away');
    await expect(others.hearRun(event)).rejects.toBeInstanceOf(DependencyDownError);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'publishing', count: null });
    api.counts.failure = undefined;
    await others.hearRun(event);
    expect(await published()).toMatchObject({ runId: run.id, count: 7 });
  });

  it('read nothing of another organisation, whatever a plan names', async () => {
    const stranger = await api.organisation();
    await others.hearPlan(others.compiled(audience));
    await others.complete(audience, await firstRun(), 4);
    const theirs = await others.createAudience(stranger, rule);
    const inputs: Plan['inputs'] = [{ parameter: 'input0', audienceId: audience.id, at: 'latest' }];
    await others.hearPlan(others.compiled(theirs, inputs));
    const [run] = await others.runs(theirs);
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'run.input-missing' } });
  });

  it('refuse events of runs and definitions that do not exist, for good', async () => {
    const run = await firstRun();
    const unknown = { ...run, id: audience.id };
    await expect(others.hearRun(others.completed(audience, unknown, 1))).rejects.toThrow(PermanentError);
    await expect(others.hearRun(others.completed(audience, run, 1))).rejects.toThrow(PermanentError);
    const other = { ...audience, ruleHash: 'of another rule' };
    await expect(others.hearPlan(others.compiled(other))).rejects.toThrow(PermanentError);
  });

  it('wake those who wait for their end', async () => {
    await others.hearPlan(others.compiled(audience));
    const run = await firstRun();
    const waiting = api.http('get', `/v1/runs/${run.id}?waitSeconds=30`, organisation.token).expect(200);
    const answer = waiting.then(({ body }) => body as unknown);
    await others.hearRun(others.completed(audience, run, 1));
    // Without the wake-up the answer would be the run as it was.
    expect(await answer).toMatchObject({ state: 'completed' });
  });

  it('wake them even after the connection that listens was lost', async () => {
    const ended: unknown[] = await api.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'LISTEN %'`,
    );
    expect(ended).toHaveLength(1);
    await others.hearPlan(others.compiled(audience));
    const run = await firstRun();
    const answer = api
      .http('get', `/v1/runs/${run.id}?waitSeconds=30`, organisation.token)
      .expect(200)
      .then(({ body }) => body as unknown);
    await others.hearRun(others.completed(audience, run, 1));
    expect(await answer).toMatchObject({ state: 'completed' });
    const listening = await waitFor(
      async () => {
        const rows: unknown[] = await api.database.query(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'`,
        );
        return rows.length > 0 ? rows : undefined;
      },
      { timeoutMs: 10_000, what: 'a new connection that listens' },
    );
    expect(listening).toHaveLength(1);
  });
});
