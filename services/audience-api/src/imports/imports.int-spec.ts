import { randomUUID } from 'node:crypto';
import { topics, type CreatedImport, type MistypedValues } from '@muster/contracts';
import { createEvent, PermanentError } from '@muster/platform';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ValuesConsumer } from '../catalogue/values.consumer';
import { ApiForTest, CATALOGUE } from '../testing-only/api.fixture';
import type { ImportEvent } from './follow-import.use-case';
import { ImportConsumer } from './import.consumer';

describeWith(['postgres'], 'imports', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let organisation: { id: string; token: string };
  let job: CreatedImport;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    organisation = await api.organisation('Asia/Tokyo');
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });
  beforeEach(async () => {
    const body = { kind: 'users', format: 'csv' };
    const answer = await api.http('post', '/v1/imports', organisation.token).send(body).expect(201);
    job = answer.body;
  });

  const about = () => ({ organisationId: organisation.id, importId: job.id });
  const hear = (event: ImportEvent) => api.get(ImportConsumer).handle(event);
  const now = async () =>
    (await api.http('get', `/v1/imports/${job.id}`, organisation.token).expect(200)).body;
  const start = () => api.http('post', `/v1/imports/${job.id}/start`, organisation.token);
  const report = () => api.http('get', `/v1/imports/${job.id}/report`, organisation.token);
  const envelope = () => ({
    service: 'importer',
    organisationId: organisation.id,
    subject: job.id,
    key: job.id,
    identity: [randomUUID()],
  });
  const completed = (rejected: number) =>
    createEvent(topics.import, {
      ...envelope(),
      type: 'audience.import.completed.v1',
      data: {
        ...about(),
        rows: 10,
        landed: 10 - rejected,
        rejected,
        ...(rejected > 0 && { reportKey: 'rows' }),
      },
    });
  /** Key of the object that the upload URL reaches. */
  const uploadKey = () => new URL(job.uploadUrl).pathname.replace('/uploads/', '');
  /** The file arrives at the upload URL. */
  async function upload(): Promise<void> {
    await api.objects.put('uploads', uploadKey());
  }

  it('start once, when their file is there', async () => {
    expect(job).toMatchObject({ state: 'awaitingFile', compression: 'none', onBrokenRow: 'abort' });
    expect(JSON.parse((await start().expect(409)).text)).toMatchObject({ code: 'import.file-missing' });
    await upload();
    await Promise.all([start().expect(202), start().expect(202)]);
    await start().expect(202);
    const requested = (await api.outbox()).filter(({ data }) => data['importId'] === job.id);
    expect(requested).toMatchObject([
      { type: 'audience.import.requested.v1', data: { timeZone: 'Asia/Tokyo', kind: 'users' } },
    ]);
    expect(await now()).toMatchObject({ state: 'requested' });
  });

  it('land what was there when they started, whatever is put to their URL afterwards', async () => {
    await upload();
    await Promise.all([start().expect(202), start().expect(202)]);
    const requested = (await api.outbox()).find(({ data }) => data['importId'] === job.id);
    const landed = String(requested?.data['objectKey']);
    expect(landed).not.toBe(uploadKey());
    // One copy is left, and neither that of a start which came second nor the upload itself.
    const ofThisJob = [...api.objects.keys].filter((key) => key.includes(job.id));
    expect(ofThisJob).toEqual([`uploads/${landed}`]);
    await upload();
    await start().expect(202);
    expect([...api.objects.keys]).toContain(`uploads/${landed}`);
    expect((await api.outbox()).filter(({ data }) => data['importId'] === job.id)).toHaveLength(1);
  });

  it('show how far they are, and finish once', async () => {
    const progressed = (rows: number) =>
      createEvent(topics.import, {
        ...envelope(),
        type: 'audience.import.progressed.v1',
        data: { ...about(), rows, landed: rows, rejected: 0 },
      });
    await hear(progressed(6));
    await hear(progressed(2));
    expect(await now()).toMatchObject({ state: 'running', rows: 6 });
    expect(JSON.parse((await report().expect(409)).text)).toMatchObject({ code: 'import.not-finished' });
    await hear(completed(0));
    await hear(completed(3));
    await hear(progressed(20));
    expect(await now()).toMatchObject({ state: 'completed', rows: 10, landed: 10, hasReport: false });
    expect(JSON.parse((await report().expect(404)).text)).toMatchObject({ code: 'import.no-report' });
  });

  it('say what they found of values that do not fit, and the catalogue adds it up', async () => {
    const spent = {
      kind: 'attribute' as const,
      app: null,
      event: null,
      name: 'spent',
      declared: 'number' as const,
    };
    const total = {
      ...spent,
      kind: 'property' as const,
      app: 'shop',
      event: 'Order Completed',
      name: 'total',
    };
    const found = (mistyped: MistypedValues[]) =>
      createEvent(topics.import, {
        ...envelope(),
        type: 'audience.import.completed.v1',
        data: { ...about(), rows: 9, landed: 9, rejected: 0, mistyped, trimmedIds: 2 },
      });
    const first = [{ ...spent, count: 3, examples: ['1,5', 'a\\b "c"', '€ 5'] }];
    await hear(found(first));
    await hear(found(first));
    expect(await now()).toMatchObject({ trimmedIds: 2, mistypedValues: first });

    const values = api.get(ValuesConsumer);
    const received = createEvent(topics.values, {
      ...envelope(),
      type: 'audience.values.mistyped.v1',
      data: {
        organisationId: organisation.id,
        values: [
          { ...total, count: 7, examples: ['-'] },
          { ...spent, count: 2, examples: ['€ 5', '6 €', '7 €', '8 €'] },
        ],
      },
    });
    await values.handle(received);
    await values.handle(received);
    const catalogue = async () =>
      (await api.http('get', '/v1/catalogue', organisation.token).expect(200)).body;
    const seen = { firstSeenAt: expect.any(String), lastSeenAt: expect.any(String) };
    const answer = await catalogue();
    expect(answer.mistypedValues).toEqual([
      { ...total, count: 7, examples: ['-'], ...seen },
      { ...spent, count: 5, examples: ['1,5', 'a\\b "c"', '€ 5', '6 €', '7 €'], ...seen },
    ]);
    // What was read can be changed and sent back.
    const declared = { ...answer, attributes: { ...answer.attributes, spent: 'number' } };
    const extended = await api.http('put', '/v1/catalogue', organisation.token).send(declared).expect(200);
    expect(extended.body).toEqual(declared);
    // Nobody else sees it.
    const other = await api.organisation();
    expect((await api.http('get', '/v1/catalogue', other.token)).body.mistypedValues).toEqual([]);
  });

  it('read times without offset by the clock of the file, and know what is declared', async () => {
    const body = { kind: 'users', format: 'csv', timeZone: 'America/New_York' };
    job = (await api.http('post', '/v1/imports', organisation.token).send(body).expect(201)).body;
    expect(job).toMatchObject({ timeZone: 'America/New_York' });
    await upload();
    await start().expect(202);
    const requested = (await api.outbox()).filter(({ data }) => data['importId'] === job.id);
    expect(requested).toMatchObject([
      {
        data: {
          timeZone: 'Asia/Tokyo',
          fileTimeZone: 'America/New_York',
          declared: { attributes: CATALOGUE.attributes, tags: {}, properties: {} },
        },
      },
    ]);
    const refused = await api
      .http('post', '/v1/imports', organisation.token)
      .send({ ...body, timeZone: 'Mars/Olympus' })
      .expect(400);
    expect(JSON.parse(refused.text)).toMatchObject({ errors: [{ code: 'import.time-zone-unknown' }] });
  });

  it('have a report of their broken rows', async () => {
    await hear(completed(2));
    expect(await now()).toMatchObject({ state: 'completed', landed: 8, rejected: 2, hasReport: true });
    const link = await report().expect(302);
    expect(link.headers['location']).toContain('http://objects.test/reports/rows?get=900');
  });

  it('fail with a reason, and nothing landed', async () => {
    const failure = { code: 'file.broken-rows', message: '1 of 3 rows are broken' };
    await hear(
      createEvent(topics.import, {
        ...envelope(),
        type: 'audience.import.failed.v1',
        data: { ...about(), ...failure, rows: 3, rejected: 1, reportKey: 'rows.gz', delimiter: 'semicolon' },
      }),
    );
    expect(await now()).toMatchObject({
      ...{ state: 'failed', failure, rows: 3, landed: 0, rejected: 1 },
      ...{ hasReport: true, delimiter: 'semicolon' },
    });
  });

  describe('that are cancelled', () => {
    const cancel = () => api.http('post', `/v1/imports/${job.id}/cancel`, organisation.token);
    const asked = async () =>
      (await api.outbox()).filter(({ type, data }) => type.includes('cancellation') && data['id'] === job.id);
    const told = () =>
      createEvent(topics.import, { ...envelope(), type: 'audience.import.cancelled.v1', data: about() });
    async function begin(): Promise<void> {
      await upload();
      await start().expect(202);
    }

    it('before they are started end at once, and cannot be started', async () => {
      expect((await cancel().expect(202)).body).toMatchObject({
        state: 'cancelled',
        finishedAt: expect.any(String),
      });
      await upload();
      expect(JSON.parse((await start().expect(409)).text)).toMatchObject({ code: 'import.cancelled' });
      await cancel().expect(202);
      expect(await asked()).toEqual([]);
    });

    it('after that end when an importer says so', async () => {
      await begin();
      await Promise.all([cancel().expect(202), cancel().expect(202)]);
      expect(await asked()).toMatchObject([{ data: { work: 'import', reason: 'requested' } }]);
      await hear(
        createEvent(topics.import, {
          ...envelope(),
          type: 'audience.import.progressed.v1',
          data: { ...about(), rows: 5, landed: 5, rejected: 0 },
        }),
      );
      expect(await now()).toMatchObject({ state: 'cancelling' });
      await hear(told());
      await hear(completed(0));
      expect(await now()).toMatchObject({ state: 'cancelled', landed: 0, failure: null });
    });

    it('too late complete, and say so', async () => {
      await begin();
      await cancel().expect(202);
      await hear(completed(0));
      expect(await now()).toMatchObject({ state: 'completed', landed: 10 });
      expect(JSON.parse((await cancel().expect(409)).text)).toMatchObject({ code: 'import.finished' });
    });
  });

  it('refuse news of an import that does not exist, for good', async () => {
    job = { ...job, id: randomUUID() };
    await expect(hear(completed(0))).rejects.toThrow(PermanentError);
  });
});
