import { randomUUID } from 'node:crypto';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { ForgetRecords } from './forget-records.use-case';
import { SweepParkedPayloads } from './sweep-parked-payloads.use-case';
import { SweepFiles } from './sweep-files.use-case';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

describeWith(['postgres'], 'what is deleted by its age', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let others: OtherServices;
  let audience: TestAudience;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    others = new OtherServices(api);
    const rule = { kind: 'tag', tag: 'vip', match: { op: 'has' } };
    audience = await others.createAudience(await api.organisation(), rule);
    await others.hearPlan(others.compiled(audience));
    await others.complete(audience, (await others.runs(audience))[0]!, 7);
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });

  async function createImport(): Promise<{ id: string; key: string }> {
    const body = { kind: 'tags', format: 'csv' };
    const { id } = (await api.http('post', '/v1/imports', audience.token).send(body).expect(201)).body as {
      id: string;
    };
    const key = `${audience.organisationId}/${id}/tags.csv`;
    api.objects.keys.add(`uploads/${key}`);
    return { id, key };
  }

  const set = async (table: string, id: string, changes: string) =>
    api.database.query(`UPDATE audience_api.${table} SET ${changes} WHERE id = $1`, [id]);

  it('files go page by page, but none that a job has yet to read', async () => {
    const [old, young, wanted] = [await createImport(), await createImport(), await createImport()];
    await set('imports', wanted.id, `state = 'requested'`);
    for (const { key } of [old, wanted]) api.objects.written.set(`uploads/${key}`, daysAgo(9));
    api.objects.keys.add('reports/old').add('reports/young').add('exports/old');
    for (const key of ['reports/old', 'exports/old']) api.objects.written.set(key, daysAgo(32));
    await api.get(SweepFiles).execute();
    await api.get(SweepFiles).execute();
    const left = [...api.objects.keys];
    expect(left.filter((key) => key.startsWith('uploads/')).sort()).toEqual(
      [young, wanted].map(({ key }) => `uploads/${key}`).sort(),
    );
    expect(left.filter((key) => !key.startsWith('uploads/'))).toEqual(['reports/young']);
  });

  it('data of messages go when no broker can have the messages, the newest of a key that is kept for ever stay', async () => {
    const organisation = randomUUID();
    const digest = (letter: string) => `${letter.repeat(64)}.json`;
    const message = `kept/${organisation}/audience.plan.v1/${'1'.repeat(64)}/`;
    const ages: Record<string, number> = {
      [`passing/${organisation}/${digest('a')}`]: 36,
      [`passing/${organisation}/${digest('b')}`]: 34,
      [message + digest('c')]: 300,
      [message + digest('d')]: 200,
      [message + digest('e')]: 400,
      [`kept/${organisation}/audience.plan.v1/${'2'.repeat(64)}/${digest('f')}`]: 900,
      [`audience.calculation.v1/${randomUUID()}/${digest('a')}`]: 36,
      [`audience.plan.v1/${randomUUID()}/${digest('a')}`]: 900,
      [`dead-letters/audience.run.v1.dlt/${'a'.repeat(64)}`]: 36,
    };
    for (const [key, days] of Object.entries(ages)) {
      api.objects.keys.add(`claims/${key}`);
      api.objects.written.set(`claims/${key}`, daysAgo(days));
    }
    // Pages of two objects begin elsewhere the next time.
    for (let turn = 0; turn < 3; turn++) await api.get(SweepParkedPayloads).execute();
    const left = [...api.objects.keys].filter((key) => key.startsWith('claims/'));
    expect(left.map((key) => ages[key.slice('claims/'.length)]).sort()).toEqual([200, 34, 900, 900]);
  });

  it('says that the place of an upload, or a report, is gone', async () => {
    const { id } = await createImport();
    await set('imports', id, `created_at = now() - interval '169 hours'`);
    const start = await api.http('post', `/v1/imports/${id}/start`, audience.token);
    expect([start.status, JSON.parse(start.text)]).toMatchObject([410, { code: 'import.expired' }]);
    await set(
      'imports',
      id,
      `state = 'completed', finished_at = now() - interval '721 hours', report_key = 'r'`,
    );
    const report = await api.http('get', `/v1/imports/${id}/report`, audience.token);
    expect([report.status, JSON.parse(report.text)]).toMatchObject([410, { code: 'import.report-expired' }]);
  });

  it('rows of jobs, estimates and explanations go, those of unfinished jobs stay', async () => {
    const [done, never, running] = [await createImport(), await createImport(), await createImport()];
    const old = `created_at = now() - interval '91 days'`;
    await set('imports', done.id, `${old}, state = 'failed', finished_at = now() - interval '91 days'`);
    await set('imports', never.id, old);
    await set('imports', running.id, `${old}, state = 'running'`);
    await api.database.query(
      `INSERT INTO audience_api.estimates (id, organisation_id, created_at) VALUES ($1, $3, now() - interval '61 minutes'), ($2, $3, now())`,
      [randomUUID(), randomUUID(), audience.organisationId],
    );
    await api.get(ForgetRecords).execute();
    const left: { id: string }[] = await api.database.query('SELECT id FROM audience_api.imports');
    const ids = left.map(({ id }) => id);
    expect([done, never, running].map(({ id }) => ids.includes(id))).toEqual([false, false, true]);
    expect((await api.rowCounts())['estimates']).toBe(1);
  });

  it('runs go with their pieces when nothing is left of them, but never the newest of an audience', async () => {
    const [published] = await others.runs(audience);
    const run = await others.requestRun(audience);
    await others.complete(audience, run, 8);
    const newest = await others.requestRun(audience);
    await others.complete(audience, newest, 9);
    // Finished runs never change; what is old here was not when it ended.
    await api.database.query('ALTER TABLE audience_api.runs DISABLE TRIGGER finished_runs_never_change');
    await api.database.query(
      `UPDATE audience_api.runs SET finished_at = now() - interval '401 days' WHERE audience_id = $1`,
      [audience.id],
    );
    await api.database.query('ALTER TABLE audience_api.runs ENABLE TRIGGER finished_runs_never_change');
    const runs = async () => (await others.runs(audience)).map(({ id }) => id);
    await api.get(ForgetRecords).execute();
    expect(await runs()).toEqual([published!.id, run.id, newest.id]);
    await api.database.query(
      'INSERT INTO audience_api.retired_runs SELECT id, now() FROM audience_api.runs WHERE audience_id = $1',
      [audience.id],
    );
    await api.get(ForgetRecords).execute();
    expect(await runs()).toEqual([newest.id]);
    expect((await api.rowCounts())['run_pieces']).toBe(1);
    await api.http('get', `/v1/runs/${run.id}`, audience.token).expect(404);
  });
});
