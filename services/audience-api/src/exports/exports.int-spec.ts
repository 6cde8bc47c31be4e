import { randomUUID } from 'node:crypto';
import { topics, type ExportResource } from '@muster/contracts';
import { createEvent, PermanentError } from '@muster/platform';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { ExportConsumer } from './export.consumer';
import type { ExportEvent } from './follow-export.use-case';

describeWith(['postgres'], 'exports', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let audience: TestAudience;
  let job: ExportResource;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    const others = new OtherServices(api);
    audience = await others.createAudience(await api.organisation(), {
      kind: 'tag',
      tag: 'vip',
      match: { op: 'has' },
    });
    await others.hearPlan(others.compiled(audience));
    await others.complete(audience, (await others.runs(audience))[0]!, 7);
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });
  beforeEach(async () => {
    const answer = await api
      .http('post', `/v1/audiences/${audience.id}/exports`, audience.token)
      .send({ format: 'ndjson', compression: 'gzip' })
      .expect(202);
    job = answer.body;
  });

  const about = () => ({ organisationId: audience.organisationId, exportId: job.id });
  const hear = (event: ExportEvent) => api.get(ExportConsumer).handle(event);
  const now = async () => (await api.http('get', `/v1/exports/${job.id}`, audience.token).expect(200)).body;
  const content = () => api.http('get', `/v1/exports/${job.id}/content`, audience.token);
  const envelope = () => ({
    service: 'exporter',
    organisationId: audience.organisationId,
    subject: job.id,
    key: job.id,
    identity: [randomUUID()],
  });
  const completed = (rows: number) =>
    createEvent(topics.export, {
      ...envelope(),
      type: 'audience.export.completed.v1',
      data: { ...about(), objectKey: 'whole', rows, bytes: 70 },
    });

  it('pin the published result', async () => {
    expect(job).toMatchObject({ state: 'requested', expectedRows: 7, format: 'ndjson', compression: 'gzip' });
    const requested = (await api.outbox()).filter(({ data }) => data['exportId'] === job.id);
    expect(requested).toMatchObject([
      {
        type: 'audience.export.requested.v1',
        data: { runId: job.runId, expectedRows: 7, snapshotIds: [expect.any(String)] },
      },
    ]);
  });

  it('finish once, and have a link then', async () => {
    expect(JSON.parse((await content().expect(409)).text)).toMatchObject({ code: 'export.not-finished' });
    const progressed = createEvent(topics.export, {
      ...envelope(),
      type: 'audience.export.progressed.v1',
      data: { ...about(), rows: 3 },
    });
    await hear(progressed);
    expect(await now()).toMatchObject({ state: 'running', rows: 3 });
    await hear(completed(7));
    await hear(completed(8));
    await hear(progressed);
    expect(await now()).toMatchObject({ state: 'completed', rows: 7, bytes: 70 });
    const link = await content().expect(302);
    expect(link.headers['location']).toContain('http://objects.test/exports/whole?get=900');
  });

  it('remember no news by itself, and have no link when the time of the file is over', async () => {
    const event = completed(7);
    await hear(event);
    expect(await api.database.query('SELECT FROM inbox WHERE event_id = $1', [event.id])).toEqual([]);
    await api.database.query(
      `UPDATE audience_api.exports SET finished_at = now() - interval '169 hours' WHERE id = $1`,
      [job.id],
    );
    expect(JSON.parse((await content().expect(410)).text)).toMatchObject({ code: 'export.expired' });
  });

  it('fail with a reason and without a file', async () => {
    const failure = { code: 'export.row-count-mismatch', message: 'wrote 6 of 7 rows' };
    await hear(
      createEvent(topics.export, {
        ...envelope(),
        type: 'audience.export.failed.v1',
        data: { ...about(), ...failure },
      }),
    );
    await hear(completed(7));
    expect(await now()).toMatchObject({ state: 'failed', failure });
    expect(JSON.parse((await content().expect(409)).text)).toMatchObject({ code: 'export.failed' });
  });

  it('refuse news of an export that does not exist, for good', async () => {
    job = { ...job, id: randomUUID() };
    await expect(hear(completed(1))).rejects.toThrow(PermanentError);
  });
});
