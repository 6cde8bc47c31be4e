import { DependencyDownError } from '@muster/platform';
import type { RunResource } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { DATA_WATERMARK, OtherServices, type TestAudience } from '../testing-only/calculators.fixture';

const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };

describeWith(['postgres'], 'the record of a run', () => {
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
    audience = await others.createAudience(organisation, rule);
    await others.hearPlan(others.compiled(audience));
  });
  afterEach(() => {
    api.counts.failure = undefined;
  });

  const firstRun = async () => (await others.runs(audience))[0]!;
  const list = async (query: string) => {
    const path = `/v1/audiences/${audience.id}/runs?${query}`;
    const { body } = await api.http('get', path, organisation.token).expect(200);
    return (body as { runs: RunResource[] }).runs.map(({ runSeq }) => runSeq);
  };

  it('says what a result has changed of the one that it replaced', async () => {
    const first = await firstRun();
    await others.complete(audience, first, 7);
    expect(await others.run(audience, first.id)).toMatchObject({
      count: 7,
      previousRunId: null,
      previousCount: null,
      entered: 7,
      left: 0,
    });
    const failed = await others.requestRun(audience);
    await others.hearRequested(audience, failed);
    const failure = { code: 'calculation.time-limit', message: 'too slow' };
    await others.hearRun(
      others.runEvent(audience, failed, 'audience.run.failed.v1', {
        ...others.aboutRun(audience, failed),
        ...failure,
      }),
    );
    const second = await others.requestRun(audience);
    await others.complete(audience, second, 4);
    const expected = { count: 4, previousRunId: first.id, previousCount: 7, entered: 0, left: 3 };
    expect(await others.run(audience, second.id)).toMatchObject(expected);
    const told = (await api.outbox()).filter(({ type }) => type === 'audience.snapshot.published.v1');
    expect(told.at(-1)?.data).toMatchObject({ runId: second.id, ...expected });
  });

  it('is written when the engine can count, and not half before', async () => {
    await others.complete(audience, await firstRun(), 7);
    const run = await others.requestRun(audience);
    await others.hearRequested(audience, run);
    const event = others.completed(audience, run, 9);
    const before = await api.rowCounts();
    api.counts.failure = new DependencyDownError('clickhouse', 'away');
    await expect(others.hearRun(event)).rejects.toThrow(DependencyDownError);
    // The piece is kept, and nothing else: no result is told of or published.
    expect(await api.rowCounts()).toEqual({ ...before, inbox: before['inbox']! + 1 });
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'publishing', count: null });
    api.counts.failure = undefined;
    await others.hearRun(event);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'completed', entered: 2, left: 0 });
  });

  it('says how long each part took, what was read, and up to when the data was known', async () => {
    api.counts.users = 16_000_000;
    const run = await others.requestRun(audience);
    await others.hearRequested(audience, run);
    const early = { ...others.completed(audience, run, 1, 0, 2) };
    Object.assign(early.data, { dataWatermark: '2026-11-20T09:59:59.999Z' });
    await others.hearRun(early);
    expect(await others.run(audience, run.id)).toMatchObject({ dataWatermark: null, rowsRead: null });
    await others.hearRun(others.completed(audience, run, 1, 1, 2));
    const record = await others.run(audience, run.id);
    expect(record).toMatchObject({ dataWatermark: '2026-11-20T09:59:59.999Z', rowsRead: 20 });
    const { waitingMs, calculatingMs, publishingMs } = record.durations;
    const whole = Date.parse(record.finishedAt!) - Date.parse(record.requestedAt);
    expect(waitingMs! + calculatingMs! + publishingMs!).toBe(whole);
  });

  it('knows nothing of the data when a calculator does not', async () => {
    const run = await firstRun();
    const { dataWatermark, ...rest } = others.completed(audience, run, 1).data as { dataWatermark?: string };
    expect(dataWatermark).toBe(DATA_WATERMARK);
    const silent = { ...others.completed(audience, run, 1), data: rest } as Parameters<
      typeof others.hearRun
    >[0];
    await others.hearRun(silent);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'completed', dataWatermark: null });
  });

  it('never changes after the end, whatever is still heard of the run', async () => {
    const run = await firstRun();
    await others.hearRun(
      others.runEvent(audience, run, 'audience.run.failed.v1', {
        ...others.aboutRun(audience, run),
        code: 'calculation.time-limit',
        message: 'too slow',
      }),
    );
    const record = await others.run(audience, run.id);
    const piece = { ...others.aboutRun(audience, run), piece: 0, pieces: 1 };
    await others.hearRun(others.runEvent(audience, run, 'audience.run.started.v1', piece));
    const progress = { ...piece, shardsDone: 1, shards: 2, attempt: 1, worker: 'late' };
    await others.hearRun(others.runEvent(audience, run, 'audience.run.progressed.v1', progress));
    await others.hearRun(others.completed(audience, run, 3));
    await others.hearRequested(audience, run);
    expect(await others.run(audience, run.id)).toEqual(record);
  });

  it('is kept from change by the database itself', async () => {
    const run = await firstRun();
    await others.complete(audience, run, 3);
    const changes = [
      `UPDATE audience_api.runs SET count = 4, entered = 4 WHERE id = $1`,
      `UPDATE audience_api.runs SET state = 'failed' WHERE id = $1`,
      `UPDATE audience_api.run_pieces SET count = 4 WHERE run_id = $1`,
    ];
    for (const change of changes) {
      await expect(api.database.query(change, [run.id])).rejects.toThrow('never changes again');
    }
    const open = await others.requestRun(audience);
    const wrong = `UPDATE audience_api.runs SET count = 4, entered = 5, "left" = 0 WHERE id = $1`;
    await expect(api.database.query(wrong, [open.id])).rejects.toThrow('runs_counts_add_up');
  });

  it('is found by state and trigger', async () => {
    await others.complete(audience, await firstRun(), 3);
    await others.requestRun(audience);
    await others.requestRun(audience);
    expect(await list('state=requested')).toEqual([3, 2]);
    expect(await list('state=requested&limit=1&cursor=3')).toEqual([2]);
    expect(await list('trigger=created')).toEqual([1]);
    expect(await list('state=completed&trigger=manual')).toEqual([]);
    for (const query of ['state=done', 'trigger=luck', 'state=failed&state=held', 'order=asc']) {
      const path = `/v1/audiences/${audience.id}/runs?${query}`;
      const answer = await api.http('get', path, organisation.token).expect(400);
      expect(JSON.parse(answer.text).code).toMatch(/^request\.(invalid|unknown)-parameter$/);
    }
  });
});
