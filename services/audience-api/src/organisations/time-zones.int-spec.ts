import { dataTablesForTest, describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { CanonicalTimeZones1764100000002 } from '../database/migrations/1764100000002-canonical-time-zones';
import { ADMIN_TOKEN, ApiForTest } from '../testing-only/api.fixture';
import { OtherServices } from '../testing-only/calculators.fixture';
import { EngineTimeZones } from './engine-time-zones';
import { canonicalTimeZone } from './domain/time-zone';

describeWith(['clickhouse'], 'time zones', () => {
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    tables = await dataTablesForTest();
  });
  afterAll(() => tables.dispose());

  it('are known to ClickHouse under their canonical names, however they were written', async () => {
    const rows = await tables.clickhouse.query<{ name: string }>(
      'SELECT time_zone AS name FROM system.time_zones',
    );
    const known = new Set(rows.map(({ name }) => name));
    const spellings = [...known].map((name) => name.toLowerCase());
    const canonical = new Set(spellings.flatMap((name) => canonicalTimeZone(name) ?? []));
    expect(canonical.size).toBeGreaterThan(400);
    expect([...canonical].filter((name) => !known.has(name))).toEqual([]);
  });

  it('are told from those that ClickHouse does not know', async () => {
    const zones = new EngineTimeZones(tables.clickhouse);
    expect(await zones.knows('Europe/Paris')).toBe(true);
    expect(await zones.knows('EUROPE/PARIS')).toBe(false);
    expect(await zones.knows('Europe/Atlantis')).toBe(false);
  });
});

describeWith(['postgres'], 'the time zone of an organisation', () => {
  let postgres: TestResource;
  let api: ApiForTest;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });

  it.each([
    ['utc', 'UTC'],
    ['EUROPE/PARIS', 'Europe/Paris'],
    ['SystemV/AST4', 'America/Puerto_Rico'],
  ])('is the canonical one of %s', async (timeZone, canonical) => {
    const answer = await api.http('post', '/v1/organisations', ADMIN_TOKEN).send({ name: 'Acme', timeZone });
    expect(answer).toMatchObject({ status: 201, body: { timeZone: canonical } });
    const [registered] = (await api.outbox()).filter(({ data }) => data['organisationId'] === answer.body.id);
    expect(registered?.data).toMatchObject({ timeZone: canonical });
  });

  it('is refused when ClickHouse does not know it', async () => {
    api.counts.knowsZones = false;
    const body = { name: 'Acme', timeZone: 'Europe/Paris' };
    const answer = await api.http('post', '/v1/organisations', ADMIN_TOKEN).send(body);
    api.counts.knowsZones = true;
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      errors: [{ code: 'organisation.time-zone-unknown', pointer: '/timeZone' }],
    });
  });

  it('is mended where it was registered in another spelling, and the plans that have it are made again', async () => {
    const others = new OtherServices(api);
    const organisation = await api.organisation('Europe/Paris');
    const audience = await others.createAudience(organisation, {
      kind: 'tag',
      tag: 'vip',
      match: { op: 'has' },
    });
    await others.hearPlan(others.compiled(audience));
    const alias = await api.organisation('UTC');
    const set = 'UPDATE audience_api.organisations SET time_zone = $2 WHERE id = $1';
    await api.database.query(set, [organisation.id, 'EUROPE/PARIS']);
    await api.database.query(set, [alias.id, 'Etc/UTC']);

    const runner = api.database.createQueryRunner();
    await new CanonicalTimeZones1764100000002().up(runner);
    await runner.release();
    const zone = async ({ id }: { id: string }): Promise<unknown> =>
      (await api.database.query('SELECT time_zone FROM audience_api.organisations WHERE id = $1', [id]))[0];
    expect(await zone(organisation)).toEqual({ time_zone: 'Europe/Paris' });
    // The engine knows this one.
    expect(await zone(alias)).toEqual({ time_zone: 'Etc/UTC' });

    const run = await others.requestRun(audience);
    await others.hearRequested(audience, run);
    expect(await others.run(audience, run.id)).toMatchObject({ state: 'compiling' });
    const definitions = (await api.outbox()).filter(({ type }) => type === 'audience.definition.created.v1');
    expect(definitions.filter(({ data }) => data['audienceId'] === audience.id)).toHaveLength(2);
  });
});
