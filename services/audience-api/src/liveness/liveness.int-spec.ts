import type { RunResource } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { SweepRuns } from './sweep-runs.use-case';

const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };
const HOUR = 3_600_000;
/** Of the API in tests. */
const LEASE = 600_000;
const ATTEMPTS = 3;
/** So long, the first time, a piece waits to be taken up before it is offered again. */
const OFFER = 10 * LEASE;

/** So that connections and waits go on as they do. */
const EVERYTHING_BUT_THE_DATE = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

describeWith(['postgres'], 'runs that nobody looks after', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let replica: ApiForTest;
  let others: OtherServices;
  let organisation: { id: string; token: string };
  let audience: TestAudience;
  let run: RunResource;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    replica = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    others = new OtherServices(api);
    organisation = await api.organisation();
  });
  afterAll(async () => {
    await api.stop();
    await replica.stop();
    await postgres.dispose();
  });
  /** A run of two pieces that wait for calculators. */
  beforeEach(async () => {
    api.counts.users = 16_000_000;
    audience = await others.createAudience(organisation, rule);
    await others.hearPlan(others.compiled(audience));
    [run] = (await others.runs(audience)) as [RunResource];
  });

  // What is still calculated of one test would move the queue of the next.
  afterEach(() => api.http('post', `/v1/runs/${run.id}/cancel`, audience.token));

  const sweepIn = (ms: number, by = api) => by.get(SweepRuns).execute(new Date(Date.now() + ms));
  const state = async () => (await others.run(audience, run.id)).state;
  const started = (piece: number, attempt: number) =>
    others.runEvent(audience, run, 'audience.run.started.v1', {
      ...others.aboutRun(audience, run),
      ...{ piece, pieces: 2, attempt, worker: `host/${String(attempt)}` },
    });
  const failed = (piece: number, attempt: number) =>
    others.runEvent(audience, run, 'audience.run.failed.v1', {
      ...others.aboutRun(audience, run),
      ...{ piece, attempt, code: 'calculation.given-up', message: 'it was given up' },
    });
  const completed = (piece: number, count: number) => others.completed(audience, run, count, piece, 2);
  async function told(type: string): Promise<Record<string, unknown>[]> {
    const events = await api.outbox();
    return events
      .filter((event) => event.type === type && [event.data['runId'], event.data['id']].includes(run.id))
      .map(({ data }) => data);
  }
  const requests = async () =>
    (await told('audience.calculation.requested.v1')).map(({ piece, attempt }) => [piece, attempt]);

  it('ask with the lease and the attempt', async () => {
    expect(await told('audience.calculation.requested.v1')).toMatchObject([
      { piece: 0, pieces: 2, attempt: 1, leaseSeconds: LEASE / 1000 },
      { piece: 1, pieces: 2, attempt: 1, leaseSeconds: LEASE / 1000 },
    ]);
  });

  it('give a piece to another worker when its own is silent for a lease, the same work once more', async () => {
    await others.hearRun(started(1, 1));
    await sweepIn(LEASE - 60_000);
    expect(await requests()).toHaveLength(2);
    await sweepIn(LEASE);
    const [, first, second] = await told('audience.calculation.requested.v1');
    expect(second).toEqual({ ...first, attempt: 2 });
    const rows: { key: string; id: string }[] = await api.database.query(
      `SELECT key, event::json ->> 'id' AS id FROM outbox WHERE key LIKE $1`,
      [`${run.id}/1%`],
    );
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
  });

  it('are swept by all replicas at once with the same result', async () => {
    await others.hearRun(started(0, 1));
    await others.hearRun(started(1, 1));
    await Promise.all([sweepIn(LEASE), sweepIn(LEASE, replica), sweepIn(LEASE), sweepIn(LEASE, replica)]);
    expect((await requests()).slice(2).sort()).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it('keep a piece whose lease is renewed, by its own worker and not by one that it was taken from', async () => {
    const progressed = (attempt: number) =>
      others.runEvent(audience, run, 'audience.run.progressed.v1', {
        ...others.aboutRun(audience, run),
        ...{ piece: 0, pieces: 2, attempt, worker: 'host/9', shardsDone: 0, shards: 0 },
      });
    const leaseUntil = async () => {
      const [row]: { lease_until: Date | null }[] = await api.database.query(
        'SELECT lease_until FROM run_pieces WHERE run_id = $1 AND piece = 0',
        [run.id],
      );
      return row!.lease_until!.getTime();
    };
    await others.hearRun(started(0, 1));
    const first = await leaseUntil();
    await others.hearRun(progressed(1));
    expect(await leaseUntil()).toBeGreaterThan(first);
    await sweepIn(LEASE + 60_000);
    const offered = await leaseUntil();
    await others.hearRun(progressed(1));
    expect(await leaseUntil()).toBe(offered);
    await others.hearRun(progressed(2));
    expect(await leaseUntil()).toBeLessThan(offered);
  });

  it('count a piece once, whichever attempt completes first, and stop who is late', async () => {
    await others.hearRun(started(1, 1));
    await sweepIn(LEASE);
    await others.hearRun(started(1, 2));
    await others.hearRun(completed(1, 4));
    await others.hearRun(completed(1, 4));
    expect(await state()).toBe('running');
    await others.hearRun(completed(0, 3));
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'completed', count: 7 });
    await others.hearRun(completed(1, 4));
    await others.hearRun(failed(1, 1));
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'completed', count: 7 });
    expect(await told('audience.snapshot.published.v1')).toHaveLength(1);
    expect(await told('audience.cancellation.requested.v1')).toMatchObject([{ reason: 'completed' }]);
  });

  it('fail when a piece is to be offered again and its plan is from before an upgrade', async () => {
    await api.database.query(
      `UPDATE definition_versions SET plan = json_build_object('version', 1) WHERE audience_id = $1`,
      [audience.id],
    );
    await others.hearRun(started(0, 1));
    await sweepIn(LEASE);
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'run.plan-outdated' },
    });
  });

  it('fail when their last attempt is silent too, with a reason, and have their queries stopped', async () => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      expect(await state()).not.toBe('failed');
      await others.hearRun(started(0, attempt));
      await sweepIn(LEASE);
    }
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'failed',
      failure: {
        code: 'run.attempts-exhausted',
        message: expect.stringMatching(/^3 calculators have taken piece 0 of 2 up.*host\/3/),
      },
    });
    expect(await told('audience.run.failed.v1')).toMatchObject([{ code: 'run.attempts-exhausted' }]);
    expect(await told('audience.cancellation.requested.v1')).toMatchObject([
      { work: 'run', reason: 'failed' },
    ]);
    await sweepIn(100 * LEASE);
    expect((await requests()).filter(([piece]) => piece === 0)).toHaveLength(ATTEMPTS);
  });

  it('heed the failure of the attempt that holds a piece, and of no earlier one', async () => {
    await others.hearRun(started(0, 1));
    await sweepIn(LEASE);
    await others.hearRun(failed(0, 1));
    expect(await state()).toBe('running');
    await others.hearRun(failed(0, 2));
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'calculation.given-up' },
    });
  });

  it('wait for a calculator without losing attempts, and fail after the deadline', async () => {
    await sweepIn(OFFER - 60_000);
    expect(await requests()).toHaveLength(2);
    await Promise.all([sweepIn(OFFER), sweepIn(OFFER, replica)]);
    expect((await requests()).slice(2)).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(await state()).toBe('queued');
    const losses: unknown[] = await api.database.query('SELECT losses FROM run_pieces WHERE run_id = $1', [
      run.id,
    ]);
    expect(losses).toEqual([{ losses: 0 }, { losses: 0 }]);
    await sweepIn(2 * HOUR);
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'run.timed-out', message: expect.stringContaining('for a calculator') },
    });
    expect(await told('audience.cancellation.requested.v1')).toHaveLength(1);
  });

  describe('in a queue that moves', () => {
    /** A run that was requested later, and waits for calculators too. */
    async function later(): Promise<{ audience: TestAudience; run: RunResource }> {
      const next = await others.createAudience(organisation, rule);
      await others.hearPlan(others.compiled(next));
      return { audience: next, run: (await others.runs(next))[0]! };
    }
    const offersOf = async ({ id }: RunResource) =>
      (await api.outbox()).filter(
        ({ type, data }) => type === 'audience.calculation.requested.v1' && data['runId'] === id,
      ).length;

    it('are not offered again, and have no deadline, as long as earlier ones are worked on', async () => {
      const tail = await later();
      await others.hearRun(started(0, 1));
      await sweepIn(OFFER);
      await sweepIn(2 * HOUR);
      await sweepIn(4 * HOUR);
      expect(await offersOf(tail.run)).toBe(2);
      expect(await others.run(tail.audience, tail.run.id)).toMatchObject({ state: 'queued', failure: null });

      await api.http('post', `/v1/runs/${run.id}/cancel`, audience.token).expect(200);
      await sweepIn(6 * HOUR);
      expect(await others.run(tail.audience, tail.run.id)).toMatchObject({
        state: 'failed',
        failure: { code: 'run.timed-out', message: expect.stringContaining('for a calculator') },
      });
    });

    it('are offered again when only later ones are taken up: their own request is lost', async () => {
      const tail = await later();
      await others.hearRun(
        others.runEvent(tail.audience, tail.run, 'audience.run.started.v1', {
          ...others.aboutRun(tail.audience, tail.run),
          ...{ piece: 0, pieces: 2, attempt: 1, worker: 'host/1' },
        }),
      );
      await sweepIn(OFFER);
      expect(await offersOf(run)).toBe(4);
      await api.http('post', `/v1/runs/${tail.run.id}/cancel`, audience.token).expect(200);
    });
  });

  it('are taken up by the sweep when the news of their request does not come', async () => {
    run = await others.requestRun(audience);
    await sweepIn(2 * HOUR);
    expect(await state()).toBe('queued');
  });

  it('have leases by the clock of the database, whatever the clocks of the replicas say', async () => {
    jest.useFakeTimers({ now: Date.now() + HOUR, doNotFake: EVERYTHING_BUT_THE_DATE });
    try {
      await others.hearRun(started(0, 1));
    } finally {
      jest.useRealTimers();
    }
    const leases: { seconds: number }[] = await api.database.query(
      'SELECT extract(epoch FROM lease_until - now())::float AS seconds FROM run_pieces WHERE run_id = $1 AND piece = 0',
      [run.id],
    );
    expect(leases[0]!.seconds).toBeLessThanOrEqual(LEASE / 1000);
    expect(leases[0]!.seconds).toBeGreaterThan(LEASE / 1000 - 60);
  });

  it('fail when no plan comes, and are told so once', async () => {
    audience = await others.createAudience(organisation, rule);
    [run] = (await others.runs(audience)) as [RunResource];
    await others.hearRequested(audience, run);
    await Promise.all([sweepIn(2 * HOUR), sweepIn(2 * HOUR, replica)]);
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'run.timed-out', message: expect.stringContaining('for the plan') },
    });
    expect(await told('audience.run.failed.v1')).toHaveLength(1);
    await others.hearPlan(others.compiled(audience));
    expect(await state()).toBe('failed');
  });

  it('fail when they are calculated for ever, however faithfully the leases are renewed', async () => {
    await others.hearRun(started(0, 1));
    await api.database.query('UPDATE run_pieces SET lease_until = $1 WHERE run_id = $2', [
      new Date(Date.now() + 100 * HOUR),
      run.id,
    ]);
    await sweepIn(5.9 * HOUR);
    expect(await state()).toBe('running');
    await sweepIn(6 * HOUR);
    expect(await others.run(audience, run.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'run.timed-out', message: expect.stringContaining('calculators to finish') },
    });
  });
});
