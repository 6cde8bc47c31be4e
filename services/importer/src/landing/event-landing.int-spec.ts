import { randomUUID } from 'node:crypto';
import { isCancelledQuery } from '@muster/platform';
import { describeWith, waitFor } from '@muster/testing';
import { toBehaviorRow } from '../domain/behavior-row';
import { typeJsonValue } from '../domain/typed-value';
import { ValueReader } from '../domain/value-reader';
import { ZoneClock } from '../domain/zone-clock';
import { type ImporterEngines, importerEngines } from '../importer-fixture-spec';
import { WatchedClickHouse } from '../watched-clickhouse-fixture-spec';
import { BatchLanding } from './batch-landing';
import { LandingTurns } from './landing-turns';
import { MergedUsers } from './merged-users';

describeWith(['postgres', 'clickhouse', 'object-store'], 'an event lands once', () => {
  const values = new ValueReader(typeJsonValue, new ZoneClock('UTC'));
  let engines: ImporterEngines;
  let importer: Awaited<ReturnType<ImporterEngines['importer']>>;
  let landing: BatchLanding;
  let organisation: string;

  beforeAll(async () => {
    engines = await importerEngines();
    importer = await engines.importer();
    landing = importer.module.get(BatchLanding);
  });
  afterAll(() => engines.dispose());
  beforeEach(() => {
    organisation = randomUUID();
  });

  const event = (more: { id?: string; eventId?: string; day?: number; price?: number } = {}) => {
    const { id = 'u1', eventId = randomUUID(), day = 1, price = 1 } = more;
    const time = new Date(Date.UTC(2022, 0, day, 12)).toISOString();
    const record = { user: { idType: 'entity' as const, id }, app: 'shop', event: 'view', time };
    const checked = toBehaviorRow({ ...record, properties: { price } }, eventId, values);
    if (!checked.ok) throw new Error(checked.problem.code);
    return { row: checked.row };
  };
  const some = (count: number, first = 0) =>
    Array.from({ length: count }, (_, n) => event({ id: `u${n % 100}`, day: (first + n) % 60 }));
  const landed = async () => {
    const [row] = await engines.clickhouse.query<{ rows: number; different: number }>(
      `SELECT count() AS rows, uniqExact(app, event, day, uid, time, event_id) AS different FROM events
       WHERE organisation = {organisation:UUID}`,
      { organisation },
    );
    return row;
  };
  const file = (eventIds: readonly string[]) =>
    engines.request(
      { organisationId: organisation, kind: 'behaviors' },
      [
        'entity_id,app,event,time,event_id,price',
        ...eventIds.map((id, n) => `u${n % 7},shop,view,2022-0${1 + (n % 9)}-01,${id},3`),
      ].join('\n'),
    );

  it('in one batch, and in a batch that comes again with others', async () => {
    const events = some(500);
    await landing.behaviors(organisation, [...events, ...events]);
    await landing.behaviors(organisation, [...some(10), ...events]);
    expect(await landed()).toEqual({ rows: 510, different: 510 });
  });

  it('keeps what came first', async () => {
    const eventId = randomUUID();
    await landing.behaviors(organisation, [event({ eventId, price: 1 })]);
    await landing.behaviors(organisation, [event({ eventId, price: 2 })]);
    expect(
      await engines.clickhouse.query(
        `SELECT numbers['price'] AS price FROM events WHERE organisation = {organisation:UUID}`,
        { organisation },
      ),
    ).toEqual([{ price: 1 }]);
  });

  it('tells events apart that agree in all but user, time, or id', async () => {
    const eventId = randomUUID();
    await landing.behaviors(organisation, [
      event({ eventId }),
      event({ eventId, id: 'u2' }),
      event({ eventId, day: 2 }),
      event(),
    ]);
    expect(await landed()).toEqual({ rows: 4, different: 4 });
  });

  it('in one file, in another file, and in a batch', async () => {
    const ids = Array.from({ length: 300 }, (_, n) => `e${n % 250}`);
    await importer.importFile.execute(await file(ids));
    // The 50 repeated ones are about other users and times.
    expect(await landed()).toEqual({ rows: 300, different: 300 });
    await importer.importFile.execute(await file([...ids, ...ids]));
    expect(await landed()).toEqual({ rows: 600, different: 600 });
    await importer.importFile.execute(await file([...ids, ...ids]));
    expect(await landed()).toEqual({ rows: 600, different: 600 });
  });

  it('when importers have the same events in hand at the same time', async () => {
    const importers = await Promise.all([engines.importer(), engines.importer(), engines.importer()]);
    const events = some(2_000);
    await Promise.all(
      [...importers, ...importers].map(({ module }, index) =>
        module.get(BatchLanding).behaviors(organisation, [...events, ...some(10, index)]),
      ),
    );
    expect(await landed()).toEqual({ rows: 2_060, different: 2_060 });
  });

  it('when an importer is lost after a part has landed', async () => {
    const events = some(200);
    await landing.behaviors(organisation, events.slice(50, 120));
    const lost = await engines.importer(
      new WatchedClickHouse(engines.clickhouse, {
        after: (statement) => {
          if (statement.startsWith('INSERT INTO events')) throw new Error('lost');
        },
      }),
    );
    await expect(
      lost.module.get(BatchLanding).behaviors(organisation, events.slice(100, 150)),
    ).rejects.toThrow('lost');
    await landing.behaviors(organisation, events);
    expect(await landed()).toEqual({ rows: 200, different: 200 });
  });

  it('when the engine still runs the statement of an importer that was killed', async () => {
    const running = `landing/${organisation}/killed`;
    const abandoned = engines.clickhouse
      .command(
        `INSERT INTO events (organisation, app, event, day, uid, time, event_id)
         SELECT {organisation:UUID}, 'shop', 'view', '2022-01-01', number, '2022-01-01', generateUUIDv4()
         FROM numbers(1000000) WHERE sleepEachRow(0.001) = 0`,
        { organisation },
        { queryId: running, settings: { max_block_size: 100, function_sleep_max_microseconds_per_block: 0 } },
      )
      .catch((error: unknown) => error);
    await waitFor(
      async () =>
        (
          await engines.clickhouse.query(
            `SELECT 1 AS found FROM system.processes WHERE query LIKE '%sleepEachRow%' AND query LIKE 'INSERT%'`,
          )
        ).length > 0,
      { what: 'the statement to begin' },
    );
    await landing.behaviors(organisation, [event()]);
    expect(isCancelledQuery(await abandoned)).toBe(true);
    const after = await landed();
    await landing.behaviors(organisation, [event()]);
    expect(await landed()).toEqual({
      rows: (after?.rows ?? 0) + 1,
      different: (after?.different ?? 0) + 1,
    });
  });

  it('not at all when somebody else has taken the turn meanwhile', async () => {
    const turns = importer.module.get(LandingTurns);
    const slow = await engines.importer(
      new WatchedClickHouse(engines.clickhouse, {
        // As if its lock were lost: what the next in turn does first.
        before: async (statement) => {
          if (!statement.startsWith('INSERT INTO events')) return;
          await engines.clickhouse.command(
            `INSERT INTO landing_turns SELECT {organisation:UUID}, (max(turn).1 + 1, generateUUIDv4())
             FROM landing_turns WHERE organisation = {organisation:UUID}`,
            { organisation },
          );
        },
      }),
    );
    await expect(slow.module.get(BatchLanding).behaviors(organisation, [event()])).rejects.toThrow('turn');
    expect(await landed()).toEqual({ rows: 0, different: 0 });
    await turns.take(organisation, () => Promise.resolve());
    await landing.behaviors(organisation, [event()]);
    expect(await landed()).toEqual({ rows: 1, different: 1 });
  });

  it('when turns are taken by many at once', async () => {
    const turns = importer.module.get(LandingTurns);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        turns.take(organisation, async () => {
          most = Math.max(most, ++inside);
          await engines.clickhouse.query('SELECT sleep(0.01)');
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
  });

  it('in the name of the user that it turns out to be of, however often that is found out', async () => {
    const device = (id: string, eventId: string) => {
      const { row } = event({ eventId });
      return { row: { ...row, id_type: 'device' as const, id } };
    };
    const profile = (deviceIds: string[]) => ({
      row: { profile: { entityId: 'u1', accountIds: [], deviceIds }, attributes: [] },
      version: 1,
    });
    await landing.behaviors(organisation, [device('d1', randomUUID())]);
    const eventId = randomUUID();
    // One event by two names of the same user: one event in the end, and two that do not count.
    const both = [device('d1', eventId), device('d2', eventId)];
    await landing.behaviors(organisation, both);
    await landing.profiles(organisation, [profile([])]);
    await landing.profiles(organisation, [profile(['d1', 'd2'])]);
    await landing.behaviors(organisation, both);
    await importer.module.get(MergedUsers).followSince(organisation, 0);
    const counted = await engines.clickhouse.query(
      `SELECT count() AS rows FROM events WHERE organisation = {organisation:UUID}
         AND uid IN (SELECT uid FROM users WHERE organisation = {organisation:UUID})`,
      { organisation },
    );
    expect(counted).toEqual([{ rows: 2 }]);
  });
});
